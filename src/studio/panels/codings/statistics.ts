import { type NdArray, ndarray } from "../../../core/ndarray.ts";
import { random } from "../../../core/random.ts";

/** The range, the mean and the standard deviation of each coding over the examples. */
export interface CodingsStatistics {
  readonly low: Float32Array;
  readonly high: Float32Array;
  readonly mean: Float32Array;
  readonly deviation: Float32Array;
}

/** Computes the statistics of codings, float32 [n, codings]. */
export function statisticsOf({ data, shape: [count = 0, width = 0] }: NdArray<"float32">): CodingsStatistics {
  const low = new Float32Array(width).fill(Number.POSITIVE_INFINITY);
  const high = new Float32Array(width).fill(Number.NEGATIVE_INFINITY);
  const sums = new Float64Array(width);
  for (let at = 0; at < data.length; at++) {
    const [i, value] = [at % width, data[at]!];
    if (value < low[i]!) low[i] = value;
    if (value > high[i]!) high[i] = value;
    sums[i]! += value;
  }
  const mean = Float32Array.from(sums, (sum) => sum / (count || 1));
  const squares = new Float64Array(width);
  for (let at = 0; at < data.length; at++) squares[at % width]! += (data[at]! - mean[at % width]!) ** 2;
  return { low, high, mean, deviation: Float32Array.from(squares, (sum) => Math.sqrt(sum / (count || 1))) };
}

/** Draws random codings, float32 [count, codings]: standard normal, or with the mean and the standard deviation of each coding. */
export function drawn(
  { mean, deviation }: CodingsStatistics,
  count: number,
  seed: number,
  isStandard: boolean,
): NdArray<"float32"> {
  const source = random(seed, 3);
  const width = mean.length;
  const numbers = Float32Array.from({ length: count * width }, (_, at) => {
    const normal = source.normal();
    return isStandard ? normal : mean[at % width]! + deviation[at % width]! * normal;
  });
  return ndarray("float32", [count, width], numbers);
}

/** Returns how far the codings of the same examples have moved, as a share of their spread; Infinity if their shapes differ. */
export function movedBetween(before: NdArray<"float32">, after: NdArray<"float32">): number {
  if (before.shape.join() !== after.shape.join()) return Number.POSITIVE_INFINITY;
  const { mean } = statisticsOf(before);
  let [moved, spread] = [0, 0];
  for (let at = 0; at < before.data.length; at++) {
    moved += (after.data[at]! - before.data[at]!) ** 2;
    spread += (before.data[at]! - mean[at % mean.length]!) ** 2;
  }
  return moved === 0 ? 0 : Math.sqrt(moved / spread);
}
