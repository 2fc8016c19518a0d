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
 * A column's raw numbers, one per row, NaN for a missing value. They are the number itself, a category's index among its values,
 * or a date's seconds since 1970. Index -1 stands for a value that isn't listed, which counts as missing in a boolean column.
 */
export type RawColumn = Float64Array;

/** Converts raw columns [n] to features [n, features] for a model. A missing value makes all features of its column NaN. */
export function toFeatures(preprocessing: TablePreprocessing, raw: readonly RawColumn[], count: number): NdArray<"float32"> {
  const width = featureWidth(preprocessing);
  const features = new Float32Array(count * width);
  writeFeatures(preprocessing, raw, count, features);
  return ndarray("float32", [count, width], features);
}

/** Returns the number of features of a row. */
export const featureWidth = ({ columns }: Pick<TablePreprocessing, "columns">): number =>
  columns.reduce((sum, column) => sum + featureCount(column), 0);

/** Writes features into an existing array of zeros [n, features]. */
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

/** Large tables are mostly numbers, so this loop does only arithmetic. NaN stays NaN. */
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

/** Replaces missing values (NaN) by 0, the mean of a table's features, for methods that can't use them. Images have none. */
export const meansForMissing = <T extends NdArray>(examples: T): T =>
  examples.dtype === "float32"
    ? { ...examples, data: (examples.data as Float32Array).map((x) => (Number.isNaN(x) ? 0 : x)) }
    : examples;

/** Scales a number to the units in which models learn. */
export function scaled({ scaling, center, scale }: NumberColumn, value: number): number {
  const x = (value - center) / scale;
  return scaling === "robust" ? Math.asinh(x) : x;
}

/** Largest number that float32, the type of features, can hold. */
const LARGEST = 2 ** 128 - 2 ** 103;

/** Returns a column's centre, and the distance from it beyond which its features would be infinite. */
export const scalable = (column: Column): { readonly center: number; readonly limit: number } =>
  column.kind === "number"
    ? { center: column.center, limit: column.scale * (column.scaling === "robust" ? Number.MAX_VALUE : LARGEST) }
    : { center: 0, limit: Number.POSITIVE_INFINITY };

/** Converts a scaled number back to the column's units. */
export const unscaled = ({ scaling, center, scale }: NumberColumn, x: number): number =>
  center + scale * (scaling === "robust" ? Math.sinh(x) : x);

/** Converts a column's features back to a value of the table. */
export function fromFeatures(column: Column, features: ArrayLike<number>): number | string {
  if (column.kind === "number") {
    const value = unscaled(column, features[0]!);
    return column.whole ? Math.round(value) : value;
  }
  return column.kind === "category" ? likeliest(column, features) : phases(column, features);
}

/**
 * Converts a column's features to a cell as the table writes it. A number gets the column's decimals, as far as float32 is
 * precise enough, or the nearest of its few values. A category becomes one of its listed values, if it lists any; a date becomes
 * a complete time.
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

/** Name of all values that a category doesn't list. */
export const OTHER = "(other)";

function likeliest({ values }: CategoryColumn, features: ArrayLike<number>): string {
  let best = 0;
  for (let i = 1; i < features.length; i++) if (features[i]! > features[best]!) best = i;
  return values[best] ?? OTHER;
}

const DAYS = ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"];

/** Describes points on circles as a time of day, weekday and day: "14:30, Tuesday, 22 July". 1970 began on a Thursday. */
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

/** Returns the day of a year without a leap day, counted from 0: "22 July". */
function dayOfYear(day: number): string {
  const date = new Date(Date.UTC(2001, 0, 1 + day));
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
}
