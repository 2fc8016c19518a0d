import { roleOf } from "../schema/column-types.ts";
import type { Column, TablePreprocessing } from "../schema/columns.ts";
import { isPlain, writtenBy } from "../values/forms.ts";
import { type Cell, identifier } from "./database.node.ts";
import type { TableSource, Written } from "./source.node.ts";

/** Returns the columns' types in the table's files, or in the table if the files are text or JSON. */
export const typesIn = ({ columns }: TableSource, written: Written | undefined): ReadonlyMap<string, string> =>
  new Map(columns.map(({ name, type }) => [name, written?.types?.get(name) ?? type]));

/** Converts the text of a filled value to its column's notation. */
export type Style = (column: Column, text: string) => string;

/**
 * Finds out how to write filled values into a file.
 * @param written the cells of the table's own file, if they are written again.
 */
export async function styleOf(source: TableSource, table: TablePreprocessing, written: Written | undefined): Promise<Style> {
  if (!written) return (_column, text) => text;
  const forms = new Map(source.columns.flatMap(({ name, form }) => (form && !isPlain(form) ? [[name, form] as const] : [])));
  const types = typesIn(source, written);
  const isText = (name: string) => written.kind === "csv" || roleOf(types.get(name)!) === "text";
  const truths = table.columns.filter((column) => column.kind === "category" && !column.open && isText(column.name));
  const words = await truthWords(
    source,
    truths.map(({ name }) => name),
    written,
  );
  const styled: Style = (column, text) => {
    const form = forms.get(column.name);
    if (column.kind === "number")
      return form && (written.kind !== "parquet" || isText(column.name)) ? writtenBy(form, Number(text)) : text;
    return words.get(column.name)?.[text as keyof Words] ?? text;
  };
  if (written.kind !== "json") return styled;
  return (column, text) => {
    const isOfText =
      column.kind === "number" ? forms.has(column.name) : words.has(column.name) || (column.kind === "category" && column.open);
    return isOfText ? JSON.stringify(styled(column, text)) : text;
  };
}

/** Finds out how boolean columns write their values in the file: "yes" and "no", for example. */
export async function truthWords(
  source: TableSource,
  names: readonly string[],
  written: Written,
): Promise<ReadonlyMap<string, Words>> {
  if (names.length === 0) return new Map();
  const most = (name: string, is: string) =>
    `mode(${identifier(name)}) FILTER (${is} TRY_CAST(trim(${identifier(name)}) AS BOOLEAN))`;
  const cells = names.flatMap((name, i) => [`${most(name, "")} AS t${i}`, `${most(name, "NOT")} AS f${i}`]);
  const [row = {}] = await source.database.rows(
    `SELECT ${cells.join(", ")} FROM ${written.kind === "csv" ? written.relation : source.relation}`,
  );
  return new Map(names.map((name, i) => [name, wordsLike(textOrNone(row[`t${i}`]), textOrNone(row[`f${i}`]))]));
}

const textOrNone = (cell: Cell | undefined): string | undefined => (cell == null ? undefined : String(cell));

/** The words for true and false. */
export interface Words {
  readonly true: string;
  readonly false: string;
}

const OPPOSITES = [
  ["true", "false"],
  ["yes", "no"],
  ["t", "f"],
  ["y", "n"],
  ["1", "0"],
] as const;

/** Returns a column's words for true and false. One that doesn't occur is the opposite of the other, with the same capitals. */
function wordsLike(yes: string | undefined, no: string | undefined): Words {
  const known = (yes ?? no ?? "true").trim();
  const pair = OPPOSITES.find((words) => words.some((word) => word === known.toLowerCase())) ?? OPPOSITES[0];
  const inCapitals = (word: string) => {
    if (known === known.toLowerCase()) return word;
    return known.length > 1 && known === known.toUpperCase() ? word.toUpperCase() : word[0]!.toUpperCase() + word.slice(1);
  };
  return { true: yes ?? inCapitals(pair[0]), false: no ?? inCapitals(pair[1]) };
}
