import { isFloat, roleOf } from "../schema/column-types.ts";
import type { Column } from "../schema/columns.ts";
import type { RawColumn } from "../schema/features.ts";
import { secondsOf } from "../schema/time-text.ts";
import { type Form, isOfTimes } from "../values/form.ts";
import { isPlain, readerOf } from "../values/forms.ts";
import { saysMissing } from "../values/missing.ts";
import type { MemoryColumn } from "./table.ts";

const DIGITS = "\\d+(?:_\\d+)*";
const NUMBER = new RegExp(`^[-+]?(?:${DIGITS}\\.?(?:${DIGITS})?|\\.${DIGITS})(?:[eE][-+]?${DIGITS})?$`);
const INFINITE = /^[-+]?inf(inity)?$/i;

/** Returns the number that SQL would read from a text; undefined if it isn't one. */
export function numberIn(text: string): number | undefined {
  const plain = text.trim();
  if (NUMBER.test(plain)) return Number(plain.replaceAll("_", ""));
  if (INFINITE.test(plain)) return plain.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return /^[-+]?nan$/i.test(plain) ? Number.NaN : undefined;
}

/** Returns a column's cells as numbers; NaN for cells that aren't. */
export function numbersIn({ type, values, form }: MemoryColumn): Float64Array {
  if (form && roleOf(type) === "text" && !isOfTimes(form) && !isPlain(form)) return readBy(form, values);
  if (type === "BOOLEAN") return Float64Array.from(values, (value) => (value === null ? Number.NaN : Number(value === "true")));
  const read = roleOf(type) === "text" ? (value: string | number) => numberIn(String(value)) ?? Number.NaN : Number;
  const numbers = new Float64Array(values.length);
  for (let i = 0; i < numbers.length; i++) {
    const value = values[i]!;
    numbers[i] = value === null ? Number.NaN : read(value);
  }
  return numbers;
}

/** Removes spaces of any width around a text, as SQL's trim does. */
const withoutSpaces = (text: string): string => text.replace(/^\p{Zs}+|\p{Zs}+$/gu, "");

/** Returns a column's cells as trimmed text, null for empty cells. Whole numbers have no point, whatever their type. */
export function textsIn({ type, values, form }: MemoryColumn): (string | null)[] {
  if (form && roleOf(type) === "text")
    return values.map((value) => (value === null || saysMissing(String(value)) ? null : withoutSpaces(String(value))));
  if (isFloat(type))
    return values.map((value) => (value === null || Number.isNaN(Number(value)) ? null : numberText(Number(value))));
  if (roleOf(type) !== "text") return values.map((value) => (value === null ? null : String(value)));
  return values.map((value) => (value === null ? null : withoutSpaces(String(value)) || null));
}

/** Returns a column's cells as seconds since 1970, or since midnight for times of day; NaN for other cells. */
export const timesIn = ({ type, values, form }: MemoryColumn): Float64Array =>
  form && roleOf(type) === "text" && isOfTimes(form)
    ? readBy(form, values)
    : Float64Array.from(values, (value) => (value === null ? Number.NaN : secondsOf(String(value))));

function readBy(form: Form, values: MemoryColumn["values"]): Float64Array {
  const read = readerOf(form);
  return Float64Array.from(values, (value) => (value === null ? Number.NaN : read(String(value))));
}

/** Writes a number as DuckDB does: 1e-05, 1e+16, inf; whole numbers without a point as far as they are exact. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value === 0 ? 0 : value);
  const [digits = "", power = ""] = value.toExponential().split("e");
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 16)
    return `${digits}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/** Returns a column's raw numbers for `writeFeatures`. */
export function rawIn(column: Column, cells: MemoryColumn): RawColumn {
  if (column.kind === "number") return numbersIn(cells);
  if (column.kind === "date") return timesIn(cells);
  const places = new Map(column.values.map((value, place) => [value, place]));
  return Float64Array.from(textsIn(cells), (text) => (text === null ? Number.NaN : (places.get(text) ?? -1)));
}
