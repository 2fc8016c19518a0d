import { dateOf } from "../core/dates.ts";
import { type NdArray, sizeOf } from "../core/ndarray.ts";
import { rounded } from "../core/words.ts";
import type { Cell } from "../data/tables/schema/column-types.ts";
import { type Column, featureCount, featureStarts, type TablePreprocessing } from "../data/tables/schema/columns.ts";
import { cellFromFeatures, fromFeatures, OTHER } from "../data/tables/schema/features.ts";
import { type Unlisted, unlistedWords } from "../data/tables/schema/unlisted.ts";
import { blamed } from "./blame.ts";

/** Scores of rows, and how much each column contributes to them. */
export interface Measured {
  /** [rows]; a higher score is more unusual. NaN if a row has no score. */
  readonly scores: Float32Array;
  /**
   * [rows, columns]: each column's part of the score. Data without columns has one for each number of a row. NaN if the value is
   * missing.
   */
  readonly errors: NdArray<"float32">;
  /** [rows, features]: the values that the model expected. */
  readonly expected: NdArray<"float32">;
}

/** Rows that were measured, with the table that they come from, if any. */
export interface Rows {
  /** [rows, …] */
  readonly examples: NdArray;
  /** How a table's columns became features. */
  readonly table?: TablePreprocessing | undefined;
  /** Values of a table that its features can't represent. */
  readonly unlisted?: Unlisted | undefined;
}

/** A column that contributes to a row's score, with its actual and its expected value. */
export interface Cause {
  readonly name: string;
  readonly actual: string;
  /** How often the value occurred in training, in words, if it is a category that the model doesn't know. */
  readonly known?: string;
  readonly expected: string;
  /** Its share of what all columns contribute, 0 to 1. */
  readonly share: number;
}

/**
 * Describes a cause in words.
 * @example
 * causeSentence({ name: "price", actual: "95", expected: "12.4", share: 0.8 }); // "price is 95, expected 12.4"
 */
export const causeSentence = ({ name, actual, known, expected }: Cause): string =>
  `${name} is ${actual},${known ? ` ${known},` : ""} expected ${expected}`;

/** Returns the columns that contribute most to a row's score, largest share first (`blamed`), with their expected values. */
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
  // A column whose value was expected, though with little certainty, explains nothing if another column differs.
  const differing = causes.filter((cause) => cause.actual !== cause.expected);
  return (differing.length > 0 ? differing : causes).map((cause) => asWritten(cause, table, unlisted[cause.name]?.[row]));
}

/** Returns a cause with its value as the table writes it, if that is known. */
function asWritten(cause: Cause, table: TablePreprocessing | undefined, written: Cell = null): Cause {
  const column = table?.columns.find(({ name }) => name === cause.name);
  if (column && column.kind !== "category" && written !== null)
    return { ...cause, actual: column.kind === "date" && typeof written === "number" ? dateOf(written) : String(written) };
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
  const shown = (data: Float32Array) => show(about, data.subarray(start, start + featureCount(about)));
  return { name: about.name, actual: shown(examples.data as Float32Array), expected: shown(expected.data) };
}

const show = (column: Column, features: Float32Array): string =>
  column.kind === "number"
    ? String(rounded(Number(cellFromFeatures(column, features)), 5))
    : String(fromFeatures(column, features));

/** Describes a value of data without column names by its place in the row, which counts from 0. */
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
