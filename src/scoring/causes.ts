import { dateOf } from "../core/dates.ts";
import { type NdArray, sizeOf } from "../core/ndarray.ts";
import { rounded } from "../core/words.ts";
import type { Cell } from "../data/tables/schema/column-types.ts";
import { type Column, featureCount, featureStarts, type TablePreprocessing } from "../data/tables/schema/columns.ts";
import { fromFeatures, OTHER } from "../data/tables/schema/features.ts";
import { type Unlisted, unlistedWords } from "../data/tables/schema/unlisted.ts";
import { blamed } from "./blame.ts";

/** What a model says of rows: how strange they are, and what it is made of. */
export interface Measured {
  /** [rows], higher is stranger; NaN where a row has no score. */
  readonly scores: Float32Array;
  /** [rows, columns]: how much each column adds; of a table its columns, else each number of a row. NaN where it is missing. */
  readonly errors: NdArray<"float32">;
  /** [rows, features]: what was expected. */
  readonly expected: NdArray<"float32">;
}

/** The rows that were measured, and what is known of them. */
export interface Rows {
  /** [rows, …] */
  readonly examples: NdArray;
  /** Of a table, how its columns became features. */
  readonly table?: TablePreprocessing | undefined;
  /** Of a table, what its features don't tell. */
  readonly unlisted?: Unlisted | undefined;
}

/** A column that is to blame for a row, with what it is and what was expected. */
export interface Cause {
  readonly name: string;
  readonly actual: string;
  /** Of a value that training didn't list, what it knew of it. */
  readonly known?: string;
  readonly expected: string;
  /** Its part of what all columns add, 0 to 1. */
  readonly share: number;
}

/** A cause in words. */
export const causeSentence = ({ name, actual, known, expected }: Cause): string =>
  `${name} is ${actual},${known ? ` ${known},` : ""} expected ${expected}`;

/** The columns to blame for a row's score, the most first (`blamed`), with what was expected of them. */
export function causesOf(
  { errors, expected }: Omit<Measured, "scores">,
  { examples, table, unlisted = {} }: Rows,
  row: number,
): Cause[] {
  const columns = errors.shape[1]!;
  const causes = blamed(errors.data.subarray(row * columns, (row + 1) * columns)).map(({ column, share }) => ({
    ...(table ? tableCause(table, column, examples, expected, row) : plainCause(column, examples, expected, row)),
    share,
  }));
  // What was expected but for its likelihood explains nothing, where there is something else.
  const differing = causes.filter((cause) => cause.actual !== cause.expected);
  return (differing.length > 0 ? differing : causes).map((cause) => asWritten(cause, table, unlisted[cause.name]?.[row]));
}

/** A cause with its value as it stands in the table, where features don't tell it and it is known: one that a category doesn't list, or a date. */
function asWritten(cause: Cause, table: TablePreprocessing | undefined, written: Cell = null): Cause {
  const column = table?.columns.find(({ name }) => name === cause.name);
  if (column?.kind === "date" && typeof written === "number") return { ...cause, actual: dateOf(written) };
  if (column?.kind !== "category" || cause.actual !== OTHER) return cause;
  return { ...cause, actual: written === null ? "another value" : String(written), known: unlistedWords(column) };
}

function tableCause(
  table: TablePreprocessing,
  column: number,
  examples: NdArray,
  expected: NdArray<"float32">,
  row: number,
): Omit<Cause, "share"> {
  const start = row * examples.shape[1]! + featureStarts(table.columns)[column]!;
  const about = table.columns[column]!;
  const shown = (data: Float32Array) => show(about, fromFeatures(about, data.subarray(start, start + featureCount(about))));
  return { name: about.name, actual: shown(examples.data as Float32Array), expected: shown(expected.data) };
}

const show = (column: Column, value: number | string): string =>
  column.kind === "number" ? String(rounded(Number(value), 5)) : String(value);

/** Of data without column names: the number's place in its row, counted from 0. */
function plainCause(column: number, examples: NdArray, expected: NdArray<"float32">, row: number): Omit<Cause, "share"> {
  const width = sizeOf(examples.shape.slice(1));
  const scale = examples.dtype === "uint8" ? 1 / 255 : 1;
  const actual = Number(examples.data[row * width + column]) * scale;
  return {
    name: `${column}`,
    actual: String(rounded(actual, 4)),
    expected: String(rounded(expected.data[row * width + column]!, 4)),
  };
}
