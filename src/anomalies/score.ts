import { quantile } from "../core/statistics.ts";
import { add, constantOf, div, maximum, mul, sqrt, square, sub, type Tensor } from "../graph/index.ts";

/** The usual value of one part of the score, and the distance from there to its upper quartile. */
export interface Usual {
  readonly median: number;
  readonly spread: number;
  /** How much the part counts. Detectors saved before there were weights have none, and count by `OLD_WEIGHTS`. */
  readonly weight?: number | undefined;
}

/** The parts of a score, each a way in which a row can be strange: `Measured` describes them. */
export const PARTS = ["error", "distance", "offCentre", "rarity", "mahalanobis"] as const;
export type Part = (typeof PARTS)[number];

/** The usual values of the parts that a detector has. */
export type Usuals = Readonly<Partial<Record<Part, Usual>>>;

/**
 * How much each part counts in a detector of `rows` rows and `columns` columns. The distance from the middle sees outliers that lie close together,
 * which are near to one another and, being many, are learned. The fewer rows there are for a column, the less a network can learn, and the more a
 * covariance, which needs fewer, is worth.
 */
export const weightsFor = (rows: number, columns: number): Readonly<Record<Part, number>> => ({
  error: 1,
  distance: 1,
  offCentre: 0.25,
  rarity: 0.25,
  mahalanobis: 3 * Math.min(1, columns / rows),
});

const OLD_WEIGHTS: Readonly<Partial<Record<Part, number>>> = { error: 1, distance: 1, offCentre: 0.25 };

/** Quantiles whose distance from the median serves as the spread: the first distance that isn't 0. */
const ABOVE = [0.75, 0.9, 0.99, 1];

/** The median and the spread of values, some of which may be outliers'. */
export function usual(values: Float32Array): Usual {
  const sorted = values.slice().sort();
  const median = quantile(sorted, 0.5);
  return { median, spread: ABOVE.map((share) => quantile(sorted, share) - median).find((spread) => spread > 0) ?? 1 };
}

/**
 * The score of rows from their parts, [batch] each: 0 for a row in the middle of each part, 1 for one at each part's upper quartile. It is the weighted
 * root mean square of the parts, each counted from one spread below its median, so that one part that is very strange outweighs others that are usual.
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
