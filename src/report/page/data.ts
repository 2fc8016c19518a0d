import { counted } from "../../core/words.ts";
import type { Content } from "./html.ts";
import { facts, more, type Section } from "./section.ts";
import { table } from "./table.ts";

export interface DataValues {
  /** What is known of it: a name and a value each. */
  readonly known: readonly (readonly [name: string, value: string])[];
  /** Of a table: its columns, and how each becomes numbers. */
  readonly columns?: readonly { readonly name: string; readonly becomes: string }[] | undefined;
  readonly leftOut?: readonly { readonly name: string; readonly why: string }[] | undefined;
}

/** Longer lists of columns are opened by those who want them. */
const FEW = 16;

export const dataSection = ({ known, columns = [], leftOut = [] }: DataValues): Section => ({
  id: "data",
  title: "The data",
  body: [facts(known), columnsOf(columns), leftOutOf(leftOut)],
});

function columnsOf(columns: NonNullable<DataValues["columns"]>): Content {
  if (columns.length === 0) return undefined;
  const listed = table({
    caption: "Columns that are learned from, and how they become numbers",
    columns: [{ title: "Column" }, { title: "Becomes" }],
    rows: columns.map(({ name, becomes }) => [name, becomes]),
  });
  return columns.length > FEW ? more(`All ${counted(columns.length, "column")} that are learned from`, listed) : listed;
}

function leftOutOf(leftOut: NonNullable<DataValues["leftOut"]>): Content {
  if (leftOut.length === 0) return undefined;
  const listed = table({
    caption: "Columns that aren't learned from",
    columns: [{ title: "Column" }, { title: "Why" }],
    rows: leftOut.map(({ name, why }) => [name, why]),
  });
  return leftOut.length > FEW ? more(`${counted(leftOut.length, "column")} that aren't learned from`, listed) : listed;
}
