import { dateOf } from "./dates.ts";

/** The values of a column: a class for each row, or a number for each row. NaN is a missing number. */
export type Values =
  | { readonly kind: "classes"; readonly names: readonly string[]; readonly classes: Uint32Array }
  | { readonly kind: "numbers"; readonly numbers: Float64Array; readonly isDate?: boolean };

/** A column that a map can be coloured by. */
export type Column = Values & { readonly name: string; readonly reconstructed?: Values };

/** The text shown for a missing value. */
export const MISSING = "(missing)";

/** Up to this many different whole numbers are classes; more are a scale. */
export const MOST_CLASSES = 20;

/**
 * Makes a column's values: strings, or a few different whole numbers, become sorted classes; other numbers become a scale.
 * @param isScale whether numbers are a scale even if there are only a few different ones.
 */
export function valuesOf(given: readonly (string | number | null)[], isDate = false, isScale = isDate): Values {
  const there = new Set(given.filter((value) => value !== null));
  const isNumbers = there.size > 0 && [...there].every((value) => typeof value === "number");
  if (isNumbers && (isScale || there.size > MOST_CLASSES || ![...there].every(Number.isInteger)))
    return {
      kind: "numbers",
      numbers: Float64Array.from(given, (value) => (value === null ? Number.NaN : Number(value))),
      ...(isDate && { isDate }),
    };
  const text = (value: string | number | null) => (value === null ? MISSING : String(value));
  const names = [...new Set([...new Set(given)].map(text))].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  const places = new Map(names.map((one, i) => [one, i]));
  return { kind: "classes", names, classes: Uint32Array.from(given, (value) => places.get(text(value))!) };
}

/** Returns a row's value in a column as text, in full. A missing number is empty text. */
export function textOf(column: Values, row: number): string {
  if (column.kind === "classes") return column.names[column.classes[row]!]!;
  const number = column.numbers[row]!;
  if (Number.isNaN(number)) return "";
  return column.isDate ? dateOf(number) : String(number);
}

/** Formats a number of a column: with four significant digits, or as a date. */
export function shortNumber(number: number, isDate = false): string {
  if (Number.isNaN(number)) return MISSING;
  return isDate ? dateOf(Math.round(number)) : String(Number(number.toPrecision(4)));
}

/** Returns a row's value in a column as short text for display. */
export const shortTextOf = (column: Values, row: number): string =>
  column.kind === "classes" ? column.names[column.classes[row]!]! : shortNumber(column.numbers[row]!, column.isDate);

/** Counts the rows of each class of a column. */
export function countsOf(column: Column & { readonly kind: "classes" }): readonly number[] {
  const counts = new Array<number>(column.names.length).fill(0);
  for (const place of column.classes) counts[place]!++;
  return counts;
}
