import { type NdArray, ndarray } from "../core/ndarray.ts";
import { add, cast, constant, div, greater, mul, reduceSum, reshape, sub, type Tensor } from "../graph/index.ts";
import { quantile } from "./scaling.ts";

/** What is usual of a number: where the middle of the rows has it, and how far above that the upper quartile lies. */
export interface Usual {
  readonly median: number;
  readonly spread: number;
}

/** Quantiles whose distance from the median serves as the spread: the first that isn't 0. */
const ABOVE = [0.75, 0.9, 0.99, 1];

/** Of numbers, some of which may be outliers'. */
export function usual(values: Float32Array): Usual {
  const sorted = values.slice().sort();
  const median = quantile(sorted, 0.5);
  return { median, spread: ABOVE.map((share) => quantile(sorted, share) - median).find((spread) => spread > 0) ?? 1 };
}

/** The mean of some numbers, each in units of what is usual of it: 0 for a row in the middle, 1 for one at each number's upper quartile. */
export const scoreOf = (values: readonly number[], usuals: readonly Usual[]): number =>
  values.reduce((sum, value, i) => sum + (value - usuals[i]!.median) / usuals[i]!.spread, 0) / values.length;

/** The same inside a graph, of [batch] each. */
export const scoreTensor = (values: readonly Tensor[], usuals: readonly Usual[]): Tensor =>
  mul(
    values.map((value, i) => div(sub(value, usuals[i]!.median), usuals[i]!.spread)).reduce((sum, part) => add(sum, part)),
    1 / values.length,
  );

/**
 * The percentiles of scores among those of n rows held out (sorted): 100 · #{held out that score less} / (n + 1). So 100 less the percentile is
 * 100 times the conformal p-value, (1 + #{held out that score as much or more}) / (n + 1) (Vovk et al., 2005).
 */
export function percentilesOf({ data }: NdArray<"float32">, held: Float32Array): NdArray<"float32"> {
  const percentiles = Float32Array.from(data, (score) => (100 * countBelow(score, held)) / (held.length + 1));
  return ndarray("float32", [data.length], percentiles);
}

/** How many of sorted numbers are less, by halving. */
function countBelow(value: number, sorted: Float32Array): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The same inside a graph: [batch] → [batch]. */
export function percentileTensor(scores: Tensor, held: Float32Array): Tensor {
  const column = reshape(scores, [scores.shape[0]!, 1]);
  const below = cast(greater(column, constant(ndarray("float32", [1, held.length], held), "held")), "float32");
  return mul(reduceSum(below, [1]), 100 / (held.length + 1));
}
