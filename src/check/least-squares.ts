import { choleskyFactor, dot, solveLower } from "../core/cholesky.ts";
import { quantile } from "../core/statistics.ts";

/** A number as a constant plus weighted other numbers. */
export interface LinearFit {
  readonly weights: readonly number[];
  readonly constant: number;
  /** How much each standardised column contributes. */
  readonly importance: readonly number[];
  /** Median of the absolute differences. */
  readonly spread: number;
}

const [ROUNDS, KEPT] = [6, 0.8];
/** A ridge that is so small that it only decides between columns with the same content. */
const RIDGE = 1e-9;

/**
 * Fits by least trimmed squares (Rousseeuw, 1984): fits, leaves out the fifth of the rows with the largest differences, and fits
 * again. Returns undefined if the columns are linearly dependent.
 */
export function robustFit(columns: readonly Float64Array[], y: Float64Array): LinearFit | undefined {
  let kept = Int32Array.from(y, (_, i) => i);
  let found: Omit<LinearFit, "spread"> | undefined;
  let away = new Float64Array(0);
  for (let round = 0; round < ROUNDS; round++) {
    found = leastSquares(columns, y, kept);
    if (!found) return undefined;
    const { weights, constant } = found;
    away = y.map((value, i) => Math.abs(value - weights.reduce((sum, weight, j) => sum + weight * columns[j]![i]!, constant)));
    const limit = quantile(away.toSorted(), KEPT);
    kept = kept.length === y.length || round > 0 ? Int32Array.from(away.keys()).filter((i) => away[i]! <= limit) : kept;
  }
  return { ...found!, spread: quantile(away.toSorted(), 0.5) };
}

function leastSquares(
  columns: readonly Float64Array[],
  y: Float64Array,
  rows: Int32Array,
): Omit<LinearFit, "spread"> | undefined {
  const size = columns.length;
  const meanOf = (values: Float64Array) => rows.reduce((sum, i) => sum + values[i]!, 0) / rows.length;
  const means = columns.map(meanOf);
  const center = meanOf(y);
  const scales = columns.map((values, j) =>
    Math.sqrt(rows.reduce((sum, i) => sum + (values[i]! - means[j]!) ** 2, 0) / rows.length),
  );
  const scaled = columns.map((values, j) =>
    Float64Array.from(rows, (i) => (scales[j]! > 0 ? (values[i]! - means[j]!) / scales[j]! : 0)),
  );
  const about = Float64Array.from(rows, (i) => y[i]! - center);
  const gram = scaled.map((a, j) =>
    scaled.slice(0, j + 1).map((b, k) => dot(a, b) + (j === k ? RIDGE * rows.length + Number(scales[j] === 0) : 0)),
  );
  const right = solve(
    gram,
    scaled.map((a) => dot(a, about)),
  );
  if (!right) return undefined;
  const weights = right.map((value, j) => (scales[j]! > 0 ? value / scales[j]! : 0));
  const constant = center - weights.reduce((sum, weight, j) => sum + weight * means[j]!, 0);
  return { weights, constant, importance: right.slice(0, size).map(Math.abs) };
}

/** Solves for a symmetric matrix, of which the lower half is given. Returns undefined if it has no Cholesky decomposition. */
function solve(symmetric: number[][], given: number[]): number[] | undefined {
  const lower = choleskyFactor(symmetric);
  if (!lower) return undefined;
  const right = solveLower(lower, given);
  for (let a = lower.length - 1; a >= 0; a--) {
    for (let k = a + 1; k < lower.length; k++) right[a]! -= lower[k]![a]! * right[k]!;
    right[a]! /= lower[a]![a]!;
  }
  return right;
}
