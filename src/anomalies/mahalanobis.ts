import { choleskyFactor, dot, solveLower } from "../core/cholesky.ts";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { clip, constant, gemm, maximum, mul, reduceSum, sqrt, square, sub, type Tensor } from "../graph/index.ts";

/** The mean and the covariance of rows, in the form in which the distance of a row z from the mean is computed. */
export interface Covariance {
  /** [columns] */
  readonly mean: NdArray<"float32">;
  /** [columns, k], for the distance. */
  readonly factor: NdArray<"float32">;
  /** The squared distance is |z · factor|² if this is 0, and precision · |z|² - |z · factor|² otherwise. */
  readonly precision: number;
}

/** Scaled numbers count as at most this far from the median, so that a corrupt number doesn't decide the covariance. */
const FURTHEST = 10;
/** With more columns than this, or than rows, at most this many rows are learned from: the time grows with the smaller number's square. */
const WIDE = 1024;
/** Bounds of the shrinkage: with less, columns that depend on one another have no inverse; with all, no covariance is left. */
const [LEAST, MOST] = [0.01, 0.999];

/**
 * Estimates the covariance of scaled rows [n, columns] without missing values. The fewer the rows, the more it is shrunk towards a multiple of the
 * identity (Ledoit and Wolf, 2004). With fewer rows than columns the products of the rows are inverted instead of those of the columns (Woodbury's identity).
 */
export function covarianceOf(rows: NdArray<"float32">): Covariance {
  const [all, columns] = rows.shape as [number, number];
  const wide = columns > Math.min(all, WIDE);
  const count = wide ? Math.min(all, WIDE) : all;
  const centred = Float64Array.from(rows.data.subarray(0, count * columns), (x) => Math.min(Math.max(x, -FURTHEST), FURTHEST));
  const mean = new Float64Array(columns);
  for (let at = 0; at < centred.length; at++) mean[at % columns]! += centred[at]! / count;
  for (let at = 0; at < centred.length; at++) centred[at]! -= mean[at % columns]!;
  const ofRows = Array.from({ length: count }, (_, row) => centred.subarray(row * columns, (row + 1) * columns));
  const ofColumns = Array.from({ length: columns }, (_, column) => Float64Array.from(ofRows, (row) => row[column]!));
  const vectors = wide ? ofRows : ofColumns;
  const products = vectors.map((a, i) => Float64Array.from({ length: i + 1 }, (_, j) => dot(a, vectors[j]!)));

  const variance = ofRows.reduce((sum, row) => sum + dot(row, row), 0) / count / columns || 1;
  const shrinkage = shrinkageOf(products, ofRows, variance, columns);
  products.forEach((row, i) => {
    row[i]! += (shrinkage / (1 - shrinkage)) * variance * count;
  });
  const lower = choleskyFactor(products)!;
  const precision = wide ? 1 / (shrinkage * variance) : 0;
  const unit = Math.sqrt(wide ? precision : count / (1 - shrinkage));
  const factor = new Float32Array(columns * vectors.length);
  ofColumns.forEach((values, column) => {
    const right = wide ? values : Float64Array.from(lower, (_, i) => Number(i === column));
    factor.set(
      solveLower(lower, right).map((x) => x * unit),
      column * vectors.length,
    );
  });
  return {
    mean: ndarray("float32", [columns], Float32Array.from(mean)),
    factor: ndarray("float32", [columns, vectors.length], factor),
    precision,
  };
}

/** The share of the identity in the covariance that has the least expected squared error: the noise of the products by their spread. */
function shrinkageOf(
  products: readonly Float64Array[],
  rows: readonly Float64Array[],
  variance: number,
  columns: number,
): number {
  const count = rows.length;
  const squares = products.reduce((sum, row, i) => sum + 2 * dot(row, row) - row[i]! ** 2, 0) / count ** 2;
  const fourth = rows.reduce((sum, row) => sum + dot(row, row) ** 2, 0) / count;
  const spread = squares / columns - variance ** 2;
  const noise = (fourth - squares) / columns / count;
  return Math.min(Math.max(noise / spread || 0, LEAST), MOST);
}

/** The Mahalanobis distances of scaled rows [batch, columns] without missing values from the mean: [batch]. */
export function mahalanobisDistance(rows: Tensor, { mean, factor, precision }: Covariance): Tensor {
  const centred = sub(clip(rows, -FURTHEST, FURTHEST), constant(mean, "covarianceMean"));
  const length = reduceSum(square(gemm(centred, constant(factor, "covarianceFactor"))), [1]);
  if (precision === 0) return sqrt(length);
  return sqrt(maximum(sub(mul(reduceSum(square(centred), [1]), precision), length), 0));
}
