import { type NdArray, ndarray } from "../../../core/ndarray.ts";
import type { Form } from "../values/form.ts";
import {
  type CategoryColumn,
  type Column,
  CYCLE_SECONDS,
  type DateColumn,
  featureCount,
  type NumberColumn,
  type TablePreprocessing,
} from "./columns.ts";
import { timeFromFeatures } from "./time-of-cycles.ts";

/**
 * A column's raw numbers, a row each, NaN where it is missing: a number as it is, a category's place among its values (-1: none of them, which
 * of a boolean counts as missing), a date's seconds since 1970.
 */
export type RawColumn = Float64Array;

/** Raw columns [n] as features [n, features]: what a model learns from. A missing value makes all of its column's features NaN. */
export function toFeatures(preprocessing: TablePreprocessing, raw: readonly RawColumn[], count: number): NdArray<"float32"> {
  const width = featureWidth(preprocessing);
  const features = new Float32Array(count * width);
  writeFeatures(preprocessing, raw, count, features);
  return ndarray("float32", [count, width], features);
}

/** The number of features of a row. */
export const featureWidth = ({ columns }: Pick<TablePreprocessing, "columns">): number =>
  columns.reduce((sum, column) => sum + featureCount(column), 0);

/** The same, into zeros [n, features] that are there already. */
export function writeFeatures(
  preprocessing: TablePreprocessing,
  raw: readonly RawColumn[],
  count: number,
  features: Float32Array,
): void {
  const width = featureWidth(preprocessing);
  let at = 0;
  preprocessing.columns.forEach((column, i) => {
    if (column.kind === "number") writeNumbers(column, raw[i]!, features, at, width, count);
    else write(column, raw[i]!, features, at, width, count);
    at += featureCount(column);
  });
}

/** Numbers are most of what large tables hold: nothing but arithmetic, which leaves NaN as it is. */
function writeNumbers(column: NumberColumn, raw: RawColumn, features: Float32Array, at: number, width: number, count: number) {
  for (let row = 0, i = at; row < count; row++, i += width) features[i] = scaled(column, raw[row]!);
}

function write(
  column: CategoryColumn | DateColumn,
  raw: RawColumn,
  features: Float32Array,
  at: number,
  width: number,
  count: number,
): void {
  const size = featureCount(column);
  for (let row = 0; row < count; row++) {
    const value = raw[row]!;
    const start = row * width + at;
    const isNeither = value === -1 && column.kind === "category" && !column.open;
    if (Number.isNaN(value) || isNeither) features.fill(Number.NaN, start, start + size);
    else if (column.kind === "category") features[start + (value >= 0 ? value : size - 1)] = 1;
    else
      column.cycles.forEach((cycle, i) => {
        const angle = (2 * Math.PI * value) / CYCLE_SECONDS[cycle];
        features[start + 2 * i] = Math.sin(angle);
        features[start + 2 * i + 1] = Math.cos(angle);
      });
  }
}

/** Examples with 0, a table's means, in the place of missing values (NaN): for what can't do without. Pixels have none. */
export const meansForMissing = <T extends NdArray>(examples: T): T =>
  examples.dtype === "float32"
    ? { ...examples, data: (examples.data as Float32Array).map((x) => (Number.isNaN(x) ? 0 : x)) }
    : examples;

/** A number on the scale that models learn from. */
export function scaled({ scaling, center, scale }: NumberColumn, value: number): number {
  const x = (value - center) / scale;
  return scaling === "robust" ? Math.asinh(x) : x;
}

/** The number that a scaled one stands for. */
export const unscaled = ({ scaling, center, scale }: NumberColumn, x: number): number =>
  center + scale * (scaling === "robust" ? Math.sinh(x) : x);

/** What a column's features say, in the table's own terms. */
export function fromFeatures(column: Column, features: ArrayLike<number>): number | string {
  if (column.kind === "number") {
    const value = unscaled(column, features[0]!);
    return column.whole ? Math.round(value) : value;
  }
  return column.kind === "category" ? likeliest(column, features) : phases(column, features);
}

/**
 * The same as a table is written with it: a number with as many decimals as its column has, and as float32, in which it was computed, has room for, or the nearest one
 * where values are few; one of a category's listed values, where it lists some; a whole time.
 * @param form how the column writes its times.
 */
export function cellFromFeatures(column: Column, features: ArrayLike<number>, form?: Form): number | string {
  if (column.kind === "category" && column.values.length > 0)
    return fromFeatures(
      column,
      Array.from({ length: column.values.length }, (_, i) => features[i]!),
    );
  const value = fromFeatures(column, features);
  if (column.kind === "date") return timeFromFeatures(column, features, form) ?? value;
  if (column.kind !== "number") return value;
  if (column.few) return nearestOf(column.few, Number(value));
  if (column.whole) return value;
  const { decimals = 100, scale } = column;
  return Number(Number(value).toFixed(Math.min(decimals, Math.max(0, 7 - Math.floor(Math.log10(scale))))));
}

const nearestOf = (values: readonly number[], value: number): number =>
  values.reduce((best, other) => (Math.abs(other - value) < Math.abs(best - value) ? other : best));

/** What all values that a category doesn't list are called. */
export const OTHER = "(other)";

function likeliest({ values }: CategoryColumn, features: ArrayLike<number>): string {
  let best = 0;
  for (let i = 1; i < features.length; i++) if (features[i]! > features[best]!) best = i;
  return values[best] ?? OTHER;
}

const DAYS = ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"];

/** A point on each circle as a time of day, a weekday, a day of the year: "14:30, Tuesday, 22 July". The epoch began on a Thursday. */
function phases({ cycles }: DateColumn, features: ArrayLike<number>): string {
  const shown = cycles.map((cycle, i) => {
    const turn = Math.atan2(features[2 * i]!, features[2 * i + 1]!) / (2 * Math.PI);
    const part = (turn + 1) % 1;
    if (cycle === "week") return DAYS[Math.floor(part * 7) % 7]!;
    if (cycle === "year") return dayOfYear(Math.min(364, Math.floor(part * 365.2425)));
    const minutes = Math.round(part * 1440) % 1440;
    return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
  });
  return shown.join(", ");
}

const MONTHS = "January February March April May June July August September October November December".split(" ");

/** The day of a year without a leap day, counted from 0: "22 July". */
function dayOfYear(day: number): string {
  const date = new Date(Date.UTC(2001, 0, 1 + day));
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
}
