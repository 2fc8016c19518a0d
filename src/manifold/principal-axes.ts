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

/** Size of a matrix from which a few eigenvectors are computed without the others, and the share of them that is few. */
const [WIDE, FEW] = [256, 1 / 8];

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
  const wanted = wantedOf(count, width, components);
  const { values, vectors } = eigenOf(products, width, wanted.most);
  const spread = spreadOf(values, { count, width, total: traceOf(products, width) }, wanted);
  return axesFrom(mean, spread, vectors);
}

/** The numbers of rows and features, and the sum of all squared deviations. */
interface Size {
  readonly count: number;
  readonly width: number;
  readonly total: number;
}

/** How many components are wanted: at most how many, or the share of the variance. */
export interface Wanted {
  readonly most: number;
  readonly share?: number | undefined;
}

/** @throws as `principalAxes`. */
export function wantedOf(count: number, width: number, components?: number): Wanted {
  const most = Math.min(count, width);
  if (count < 2) throw new DataError(`PCA needs at least two examples, but it got ${count}.`);
  if (components !== undefined && isShare(components)) return { most, share: components };
  if (components !== undefined && components > most)
    throw new OptionError(
      `${count} examples of ${width} features have at most ${most} components, but ${components} are requested. Give more examples, or fewer components.`,
    );
  return { most: components ?? most };
}

/** Computes the greatest eigenvalues of a matrix of products, and their vectors. */
export const eigenOf = (products: Float64Array, size: number, wanted: number) =>
  size >= WIDE && wanted <= FEW * size ? leadingEigen(products, size, wanted) : symmetricEigen(products.slice(), size);

export const traceOf = (matrix: Float64Array, size: number): number => {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += matrix[i * (size + 1)]!;
  return sum;
};

/** How the variance is spread over the components. */
type Spread = Omit<PrincipalAxes, "mean" | "components">;

/** Returns how the variance is spread over the components that are kept, by the eigenvalues of all products. */
export function spreadOf(values: Float64Array, { count, width, total }: Size, { most, share }: Wanted): Spread {
  const variances = values.map((value) => Math.max(value, 0) / (count - 1));
  const all = total / (count - 1);
  const kept = share === undefined ? most : fewestReaching(variances.subarray(0, most), share * all);
  const explained = variances.subarray(0, kept);
  const left = all - explained.reduce((sum, variance) => sum + variance, 0);
  const others = Math.min(count, width) - kept;
  return {
    explainedVariance: numbers(explained),
    explainedVarianceRatio: numbers(explained.map((variance) => variance / (all || 1))),
    singularValues: numbers(explained.map((variance) => Math.sqrt(variance * (count - 1)))),
    noiseVariance: others > 0 ? Math.max(left, 0) / others : 0,
  };
}

/** Joins the results. @param vectors the directions of the components, and perhaps more. */
export function axesFrom(mean: Float64Array, spread: Spread, vectors: Float64Array): PrincipalAxes {
  const [width, kept] = [mean.length, spread.explainedVariance.data.length];
  const axes = new Float32Array(kept * width);
  for (let i = 0; i < kept; i++) axes.set(signed(vectors.subarray(i * width, (i + 1) * width)), i * width);
  return { mean: numbers(mean), components: ndarray("float32", [kept, width], axes), ...spread };
}

const numbers = (list: Float64Array) => ndarray("float32", [list.length], Float32Array.from(list));

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
