import { DataError, OptionError } from "../core/errors.ts";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { leadingEigen } from "./leading-eigen.ts";
import type { Moments } from "./moments.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";

/** What a PCA has learned, for `width` features of which it keeps k directions; scikit-learn's attributes. */
export interface PrincipalAxes {
  /** [width] */
  readonly mean: NdArray<"float32">;
  /** [k, width]: directions of length 1, by how much examples differ along them; the largest number of each is positive. */
  readonly components: NdArray<"float32">;
  /** [k]: the variance along each, sums divided by n - 1. */
  readonly explainedVariance: NdArray<"float32">;
  /** [k]: its share of all variance; 0 where there is none. */
  readonly explainedVarianceRatio: NdArray<"float32">;
  /** [k]: of the centred examples. */
  readonly singularValues: NdArray<"float32">;
  /** The mean variance along the directions that aren't kept; 0 where all are. */
  readonly noiseVariance: number;
}

/** From so many features on, few directions are found by themselves: all of 4,096 took minutes. */
const WIDE = 1024;

/** Whether a number of components is a share of the variance instead. */
export const isShare = (components: number): boolean => components > 0 && components < 1;

/**
 * The directions in which rows summed up differ most: so many, or the fewest that explain a share of the variance; all min(n, width) by default.
 * @throws DataError where there were fewer than two rows, OptionError where there aren't as many directions as asked for.
 */
export function principalAxes({ count, mean, products }: Moments, components?: number): PrincipalAxes {
  const width = mean.length;
  const most = Math.min(count, width);
  if (count < 2) throw new DataError(`PCA needs at least two examples, but has ${count}.`);
  const share = components !== undefined && isShare(components) ? components : undefined;
  const wanted = share === undefined ? (components ?? most) : most;
  if (wanted > most)
    throw new OptionError(`${count} examples of ${width} features have at most ${most} components, but ${wanted} are asked for.`);
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

/** How many of the first numbers, at the fewest one, sum up to a sum; all where rounding leaves them short of it. */
export function fewestReaching(numbers: Float64Array, wanted: number): number {
  let sum = 0;
  const last = numbers.findIndex((number) => {
    sum += number;
    return sum >= wanted;
  });
  return last < 0 ? numbers.length : last + 1;
}

/** A direction turned so that its largest number is positive, as scikit-learn's `svd_flip` does: the same on every machine. */
function signed(direction: Float64Array): Float64Array {
  const largest = direction.reduce((best, x) => (Math.abs(x) > Math.abs(best) ? x : best), 0);
  return largest < 0 ? direction.map((x) => -x) : direction;
}
