import { DataError, OptionError } from "../core/errors.ts";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { leadingEigen } from "./leading-eigen.ts";
import type { Moments } from "./moments.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";

/** Results of a PCA with k components of `width` features, with the names of scikit-learn's attributes. */
export interface PrincipalAxes {
  /** Mean of the examples, [width]. */
  readonly mean: NdArray<"float32">;
  /** Directions of length 1 by falling variance, [k, width]. The element of each with the largest absolute value is positive. */
  readonly components: NdArray<"float32">;
  /** Variance along each component, [k]: sums of squares divided by n - 1. */
  readonly explainedVariance: NdArray<"float32">;
  /** Share of the total variance along each component, [k]; 0 if there is no variance. */
  readonly explainedVarianceRatio: NdArray<"float32">;
  /** Singular values of the centred examples, [k]. */
  readonly singularValues: NdArray<"float32">;
  /** Mean variance along the directions that aren't components, or 0 if there are none. */
  readonly noiseVariance: number;
}

/** Number of features from which a few components are computed without the others. Computing all 4,096 took minutes. */
const WIDE = 1024;

/** Returns whether a number of components is a share of the variance. */
export const isShare = (components: number): boolean => components > 0 && components < 1;

/**
 * Computes the directions in which rows vary most, from their statistics.
 * @param components number of directions, or the share of the variance that they must explain with the fewest directions; all
 * min(n, width) by default.
 * @throws DataError if there were fewer than two rows.
 * @throws OptionError if there are fewer directions than requested.
 */
export function principalAxes({ count, mean, products }: Moments, components?: number): PrincipalAxes {
  const width = mean.length;
  const most = Math.min(count, width);
  if (count < 2) throw new DataError(`PCA needs at least two examples, but it got ${count}.`);
  const share = components !== undefined && isShare(components) ? components : undefined;
  const wanted = share === undefined ? (components ?? most) : most;
  if (wanted > most)
    throw new OptionError(
      `${count} examples of ${width} features have at most ${most} components, but ${wanted} are requested. Give more examples, or fewer components.`,
    );
  const few = width >= WIDE && wanted <= width / 32;
  const { values, vectors } = few ? leadingEigen(products, width, wanted) : symmetricEigen(products.slice(), width);
  const variances = values.map((value) => Math.max(value, 0) / (count - 1));
  let all = 0;
  for (let i = 0; i < width; i++) all += products[i * (width + 1)]! / (count - 1);
  const kept = share === undefined ? wanted : fewestReaching(variances.subarray(0, most), share * all);
  const left = all - variances.subarray(0, kept).reduce((sum, variance) => sum + variance, 0);
  const explained = variances.subarray(0, kept);
  const numbers = (list: Float64Array) => ndarray("float32", [list.length], Float32Array.from(list));
  const axes = new Float32Array(kept * width);
  for (let i = 0; i < kept; i++) axes.set(signed(vectors.subarray(i * width, (i + 1) * width)), i * width);
  return {
    mean: numbers(mean),
    components: ndarray("float32", [kept, width], axes),
    explainedVariance: numbers(explained),
    explainedVarianceRatio: numbers(explained.map((variance) => variance / (all || 1))),
    singularValues: numbers(explained.map((variance) => Math.sqrt(variance * (count - 1)))),
    noiseVariance: most > kept ? Math.max(left, 0) / (most - kept) : 0,
  };
}

/**
 * Returns how many of the first numbers (at least one) sum to a given sum. Returns all of them if rounding leaves them below it.
 */
export function fewestReaching(numbers: Float64Array, wanted: number): number {
  let sum = 0;
  const last = numbers.findIndex((number) => {
    sum += number;
    return sum >= wanted;
  });
  return last < 0 ? numbers.length : last + 1;
}

/**
 * Flips a direction so that its largest element is positive, as scikit-learn's `svd_flip` does. The result is then the same on
 * every machine.
 */
function signed(direction: Float64Array): Float64Array {
  const largest = direction.reduce((best, x) => (Math.abs(x) > Math.abs(best) ? x : best), 0);
  return largest < 0 ? direction.map((x) => -x) : direction;
}
