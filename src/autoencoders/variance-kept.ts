import { type NdArray, sizeOf } from "../core/ndarray.ts";
import { sum } from "../core/statistics.ts";

/** The mean and variance of each feature [features]. */
export interface FeatureMoments {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

/** Returns the factor that scales pixels (uint8) to 0 … 1. */
const scaleOf = ({ dtype }: NdArray): number => (dtype === "uint8" ? 1 / 255 : 1);

/** Computes the moments of examples [n, …]. Missing values (NaN) are left out. */
export function featureMoments(examples: NdArray): FeatureMoments {
  const width = sizeOf(examples.shape.slice(1));
  const scale = scaleOf(examples);
  const present = new Float64Array(width);
  const mean = new Float64Array(width);
  const squares = new Float64Array(width);
  for (let i = 0; i < examples.data.length; i++) {
    const x = Number(examples.data[i]) * scale;
    if (Number.isNaN(x)) continue;
    const feature = i % width;
    const away = x - mean[feature]!;
    // This update (Welford, 1962) avoids differences of large sums.
    mean[feature]! += away / ++present[feature]!;
    squares[feature]! += away * (x - mean[feature]!);
  }
  return { mean, variance: squares.map((sum, feature) => sum / Math.max(1, present[feature]!)) };
}

/**
 * Computes the share of the variance of examples [n, …] that reconstructions keep: 1 minus the ratio of their squared error to
 * that of `mean` [features], the mean of the training rows. Missing values (NaN) are left out. NaN if there is no variance.
 */
export const varianceKept = (examples: NdArray, reconstructions: NdArray<"float32">, mean: Float64Array): number =>
  1 - varianceLost(examples, reconstructions, mean).share;

/**
 * Computes the share that reconstructions lose, and its standard error over the rows, as for a ratio of two means (Cochran, 1977,
 * § 6.4).
 */
export function varianceLost(
  examples: NdArray,
  reconstructions: NdArray<"float32">,
  mean: Float64Array,
): { readonly share: number; readonly standardError: number } {
  const scale = scaleOf(examples);
  const count = examples.shape[0]!;
  const [errors, deviations] = [new Float64Array(count), new Float64Array(count)];
  for (let i = 0; i < examples.data.length; i++) {
    const x = Number(examples.data[i]) * scale;
    if (Number.isNaN(x)) continue;
    const row = Math.floor(i / mean.length);
    errors[row]! += (x - reconstructions.data[i]!) ** 2;
    deviations[row]! += (x - mean[i % mean.length]!) ** 2;
  }
  const all = sum(deviations);
  if (!(all > 0)) return { share: Number.NaN, standardError: Number.NaN };
  const share = sum(errors) / all;
  const residual = sum(errors.map((error, row) => (error - share * deviations[row]!) ** 2));
  return { share, standardError: Math.sqrt((residual * count) / Math.max(1, count - 1)) / all };
}
