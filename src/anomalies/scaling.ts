import { type NdArray, ndarray } from "../core/ndarray.ts";
import { deviation, quantile } from "../core/statistics.ts";
import { add, clip, constant, constantOf, div, equal, gather, mul, sub, type Tensor, where } from "../graph/index.ts";

/** Center and unit of each column [features], which make columns in different units comparable. The unit of a column that doesn't vary is 0. */
export interface Scaling {
  readonly center: Float32Array;
  readonly scale: Float32Array;
}

/** Returns the indices of the columns that vary. The detector ignores the others. */
export const varyingColumns = ({ scale }: Scaling): Int32Array =>
  Int32Array.from(scale.keys()).filter((column) => scale[column]! > 0);

/** Interquartile range of the standard normal distribution. */
const NORMAL_IQR = 1.349;
/** The unit is at least this share of the standard deviation of the central numbers, so that an almost constant column isn't magnified. */
const LEAST = 0.25;
/** For that deviation this share of the numbers on either side is clipped, so that a few corrupt numbers don't change it. */
const BORDER = 0.025;
/** Scaled numbers are clipped to this distance from the center: a number such as 1e30 would break the sums. */
const FURTHEST = 100;

/**
 * Finds the median and the interquartile range (as a standard deviation) of each column of rows [n, features]. Outliers move neither of them.
 * If half of a column is one value, the standard deviation is used instead. Missing values (NaN) don't count.
 */
export function scalingOf({ shape: [count, features], data }: NdArray<"float32">): Scaling {
  const center = new Float32Array(features!);
  const scale = new Float32Array(features!);
  const values = new Float64Array(count!);
  for (let column = 0; column < features!; column++) {
    let known = 0;
    for (let row = 0; row < count!; row++) {
      const value = data[row * features! + column]!;
      if (!Number.isNaN(value)) values[known++] = value;
    }
    [center[column], scale[column]] = centerAndScale(values.subarray(0, known).sort());
  }
  return { center, scale };
}

function centerAndScale(sorted: Float64Array): readonly [number, number] {
  if (sorted.length === 0 || sorted[0] === sorted.at(-1)) return [sorted[0] ?? 0, 0];
  const [low, high] = [quantile(sorted, BORDER), quantile(sorted, 1 - BORDER)];
  const central = deviation(sorted.map((x) => Math.min(Math.max(x, low), high)));
  const typical = central > 0 ? central : deviation(sorted);
  const spread = (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / NORMAL_IQR;
  return [quantile(sorted, 0.5), spread > 0 ? Math.max(spread, LEAST * typical) : typical];
}

/** Scales rows: float32 [n, varying columns]. Missing values stay missing. */
export function scaled({ shape: [count, features], data }: NdArray<"float32">, scaling: Scaling): NdArray<"float32"> {
  const columns = varyingColumns(scaling);
  const { center, scale } = scaling;
  const result = new Float32Array(count! * columns.length);
  let at = 0;
  for (let row = 0; row < count!; row++)
    for (const column of columns) {
      const distance = (data[row * features! + column]! - center[column]!) / scale[column]!;
      result[at++] = Math.min(Math.max(distance, -FURTHEST), FURTHEST);
    }
  return ndarray("float32", [count!, columns.length], result);
}

/** Scales rows inside a graph. */
export function scaledTensor(rows: Tensor, scaling: Scaling): Tensor {
  const columns = varyingColumns(scaling);
  const every = columns.length === scaling.scale.length;
  const varying = every ? rows : gather(rows, constant(ndarray("int32", [columns.length], columns), "columns"), 1);
  const of = (values: Float32Array) => vector(Float32Array.from(columns, (column) => values[column]!));
  const distances = div(sub(varying, of(scaling.center)), of(scaling.scale));
  // Some runtimes' Clip makes a border of NaN.
  return where(isPresent(distances), clip(distances, -FURTHEST, FURTHEST), distances);
}

/** Converts scaled values back to the columns' units [batch, features]. A column that doesn't vary gets its only value. */
export const unscaledTensor = (values: Tensor, scaling: Scaling): Tensor =>
  add(mul(inPlace(values, scaling), vector(scaling.scale)), vector(scaling.center));

/** Puts numbers of the varying columns [batch, varying] at their positions in a row [batch, features]. The other positions are 0. */
export function inPlace(values: Tensor, scaling: Scaling): Tensor {
  const columns = varyingColumns(scaling);
  const features = scaling.scale.length;
  if (columns.length === features) return values;
  const places = Array.from({ length: features }, (_, column) => columns.indexOf(column));
  const from = places.map((place) => Math.max(place, 0));
  const isVarying = places.map((place) => (place < 0 ? 0 : 1));
  return mul(gather(values, constantOf("int32", [features], from), 1), constantOf("float32", [features], isVarying));
}

/** Returns which numbers aren't missing: only NaN isn't equal to itself. */
export const isPresent = (x: Tensor): Tensor => equal(x, x);

/** Replaces missing numbers. */
export const filled = (x: Tensor, missing: Tensor | number): Tensor => where(isPresent(x), x, missing);

const vector = (values: Float32Array): Tensor => constant(ndarray("float32", [values.length], values));
