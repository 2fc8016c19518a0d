import { type NdArray, sizeOf } from "../core/ndarray.ts";
import type { Cell } from "../data/tables/schema/column-types.ts";
import { type Column, featureGroups, type TablePreprocessing } from "../data/tables/schema/columns.ts";
import { fromFeatures, OTHER } from "../data/tables/schema/features.ts";
import { type Unlisted, unlistedWords } from "../data/tables/schema/unlisted.ts";

/** What rows' scores are made of. */
export interface Blamed {
  /** [rows, columns]: how much each column adds; of a table its columns, else each number of a row. NaN where it is missing. */
  readonly blame: NdArray<"float32">;
  /** [rows, features]: what was expected. */
  readonly expected: NdArray<"float32">;
  /** Of a table, the values that its categories don't list. */
  readonly unlisted?: Unlisted;
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

/** Causes as a table of scores has them: the columns' names, and what was expected; null of a row that isn't an outlier. */
export const causeTexts = (
  causes: readonly Cause[] | undefined,
): { readonly cause: string | null; readonly expected: string | null } =>
  causes
    ? { cause: causes.map(({ name }) => name).join(", "), expected: causes.map(causeSentence).join("; ") }
    : { cause: null, expected: null };

/** So many columns are blamed, while they add this share of what all do. */
const MOST_CAUSES = 3;
const LEAST_SHARE = 0.1;

/** The columns that add most to a row's score, the most first. */
export function causesOf(
  table: TablePreprocessing | undefined,
  { blame, expected, unlisted = {} }: Blamed,
  examples: NdArray,
  row: number,
): Cause[] {
  const columns = blame.shape[1]!;
  const parts = Array.from({ length: columns }, (_, column) => ({ column, share: blame.data[row * columns + column]! })).filter(
    ({ share }) => share > 0,
  );
  const total = parts.reduce((sum, { share }) => sum + share, 0);
  const worst = parts
    .sort((a, b) => b.share - a.share)
    .slice(0, MOST_CAUSES)
    .filter(({ share }, i) => i === 0 || share >= LEAST_SHARE * total);
  const causes = worst.map(({ column, share }) => ({
    ...(table ? tableCause(table, column, examples, expected, row) : plainCause(column, examples, expected, row)),
    share: share / total,
  }));
  // What was expected but for its likelihood explains nothing, where there is something else.
  const differing = causes.filter((cause) => cause.actual !== cause.expected);
  return (differing.length > 0 ? differing : causes).map((cause) => asWritten(cause, table, unlisted[cause.name]?.[row]));
}

/** A cause whose value is one that its category doesn't list, with that value as it stands in the table, where it is known. */
function asWritten(cause: Cause, table: TablePreprocessing | undefined, written: Cell = null): Cause {
  const column = table?.columns.find(({ name }) => name === cause.name);
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
  const groups = featureGroups(table);
  const width = examples.shape[1]!;
  const start = row * width + groups.slice(0, column).reduce((sum, { size }) => sum + size, 0);
  const about = table.columns[column]!;
  const shown = (data: Float32Array) => show(about, fromFeatures(about, data.subarray(start, start + groups[column]!.size)));
  return { name: about.name, actual: shown(examples.data as Float32Array), expected: shown(expected.data) };
}

const show = (column: Column, value: number | string): string =>
  column.kind === "number" ? String(Number(Number(value).toPrecision(5))) : String(value);

/** Of data without column names: the number's place in its row, counted from 0. */
function plainCause(column: number, examples: NdArray, expected: NdArray<"float32">, row: number): Omit<Cause, "share"> {
  const width = sizeOf(examples.shape.slice(1));
  const scale = examples.dtype === "uint8" ? 1 / 255 : 1;
  const actual = Number(examples.data[row * width + column]) * scale;
  return {
    name: `${column}`,
    actual: String(Number(actual.toPrecision(4))),
    expected: String(Number(expected.data[row * width + column]!.toPrecision(4))),
  };
}
