import { savedName, savedQuery } from "../../core/saved-name.ts";
import { count, counted } from "../../core/words.ts";
import { labelName } from "../../data/labels.ts";
import { describeColumn } from "../../data/tables/schema/describe.ts";
import { exampleOf, type ReportData } from "../measure/data.ts";
import type { Content } from "../page/html.ts";
import { facts, type Known, more } from "../page/parts.ts";
import { table } from "../page/table.ts";
import { section } from "./section.ts";

export interface DataValues {
  readonly known: Known;
  /** Columns of a table, and how each is converted to numbers. */
  readonly columns: readonly { readonly name: string; readonly becomes: string }[];
  readonly leftOut: readonly { readonly name: string; readonly why: string }[];
}

/** Lists with more columns than this are collapsed. */
const FEW = 16;

export const data = section<DataValues>({
  title: "Data",
  measure: ({ data }) => ({
    known: knownOf(data),
    columns: (data.dataset.table?.columns ?? []).map((column) => ({ name: column.name, becomes: describeColumn(column) })),
    leftOut: data.dataset.table?.leftOut ?? [],
  }),
  body: ({ known, columns, leftOut }) => [facts(known), columnsOf(columns), leftOutOf(leftOut)],
});

function knownOf(data: ReportData): Known {
  const { dataset, from, isTraining, path, query } = data;
  const { examples, labels, classes, table } = dataset;
  const rows = examples.shape[0]!;
  const names = labels && [...new Set(labels.data)].sort((a, b) => a - b).map((label) => labelName(label, classes));
  const [name, place] = [savedName(dataset.name), savedName(path)];
  const known: (readonly [name: string, value: string | undefined])[] = [
    ["data", name === place ? name : `${name} (${place})`],
    ["query", query === undefined ? undefined : savedQuery(query)],
    ["examples", isTraining ? `${count(rows)}: ${count(from)} used for training, ${count(rows - from)} held out` : count(rows)],
    ["one example", exampleOf(data)],
    ["keys, copied to the results", table && table.keys.length > 0 ? table.keys.join(", ") : undefined],
    ["labels, not used for training", names && `${table?.label ? `${table.label}: ` : ""}${listOf(names)}`],
  ];
  return known.flatMap(([about, value]) => (value === undefined ? [] : [[about, value] as const]));
}

const listOf = (names: readonly string[]): string =>
  names.length <= 12 ? names.join(", ") : `${count(names.length)} classes: ${names.slice(0, 8).join(", ")}, …`;

function columnsOf(columns: DataValues["columns"]): Content {
  if (columns.length === 0) return undefined;
  const listed = table({
    caption: "Columns used for training, and their conversion to numbers",
    columns: [{ title: "Column" }, { title: "Converted to" }],
    rows: columns.map(({ name, becomes }) => [name, becomes]),
  });
  return columns.length > FEW ? more(`All ${counted(columns.length, "column")} used for training`, listed) : listed;
}

function leftOutOf(leftOut: DataValues["leftOut"]): Content {
  if (leftOut.length === 0) return undefined;
  const listed = table({
    caption: "Columns not used for training",
    columns: [{ title: "Column" }, { title: "Reason" }],
    rows: leftOut.map(({ name, why }) => [name, why]),
  });
  return leftOut.length > FEW ? more(`${counted(leftOut.length, "column")} not used for training`, listed) : listed;
}
