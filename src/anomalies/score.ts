import { quantile } from "../core/statistics.ts";
import { add, constantOf, div, maximum, mul, sqrt, square, sub, type Tensor } from "../graph/index.ts";

/** Usual value of one part of the score, and the distance from there to the upper quartile. */
export interface Usual {
  readonly median: number;
  readonly spread: number;
  /** Weight of the part. Detectors that were saved by earlier versions have none, and use `OLD_WEIGHTS`. */
  readonly weight?: number | undefined;
}

/** Parts of a score, each a way in which a row can be unusual. `Measured` describes them. */
export const PARTS = ["error", "distance", "offCentre", "rarity", "mahalanobis"] as const;
export type Part = (typeof PARTS)[number];

/** Usual values of the parts that a detector has. */
export type Usuals = Readonly<Partial<Record<Part, Usual>>>;

/**
 * Returns the weight of each part for a detector with `rows` training rows and `columns` columns. The distance from the middle detects outliers that
 * lie close together: they are near to one another, and if there are many of them, the autoencoders learn them. The fewer rows there are for a column,
 * the less a network can learn. A covariance needs fewer rows, so it then counts more.
 */
export const weightsFor = (rows: number, columns: number): Readonly<Record<Part, number>> => ({
  error: 1,
  distance: 1,
  offCentre: 0.25,
  rarity: 0.25,
  mahalanobis: 3 * Math.min(1, columns / rows),
});

const OLD_WEIGHTS: Readonly<Partial<Record<Part, number>>> = { error: 1, distance: 1, offCentre: 0.25 };

/** The spread is the distance from the median to the first of these quantiles for which it isn't 0. */
const ABOVE = [0.75, 0.9, 0.99, 1];

/** Finds the median and the spread of values, some of which may belong to outliers. */
export function usual(values: Float32Array): Usual {
  const sorted = values.slice().sort();
  const median = quantile(sorted, 0.5);
  return { median, spread: ABOVE.map((share) => quantile(sorted, share) - median).find((spread) => spread > 0) ?? 1 };
}

/**
 * Computes the score of rows from their parts, [batch] each: 0 for a row at the median of each part, 1 for a row at the upper quartile of each part. The
 * score is the weighted root mean square of the parts, each counted from one spread below its median. So one very unusual part outweighs the others.
 */
export function scoreTensor(parts: Readonly<Partial<Record<Part, Tensor>>>, usuals: Usuals): Tensor {
  const used = PARTS.flatMap((part) => (usuals[part] ? [{ value: parts[part]!, ...usuals[part] }] : []));
  const weighted = used.some(({ weight }) => weight !== undefined);
  const weights = used.map(({ weight }, i) => (weighted ? weight! : OLD_WEIGHTS[PARTS[i]!]!));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = (of: (inUnits: Tensor) => Tensor) =>
    used
      .map(({ value, median, spread }, i) => mul(of(div(sub(value, median), spread)), weights[i]! / total))
      .reduce((sum, part) => add(sum, part));
  if (!weighted) return mean((units) => units);
  return sub(sqrt(mean((units) => square(maximum(add(units, 1), 0)))), constantOf("float32", [], [1]));
}
