import { type NdArray, ndarray } from "../core/ndarray.ts";
import { countUpTo, quantile } from "../core/statistics.ts";
import { add, cast, constant, div, less, mul, reduceSum, reshape, sub, type Tensor } from "../graph/index.ts";

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

/**
 * What a score is made of, and how much each counts: the distance of a row from its reconstructions, from the rows nearest to it, and from the middle of all.
 * The last one sees outliers that are close together, which are near to one another and, being many, learned.
 */
const PARTS = { error: 1, distance: 1, offCentre: 0.25 } as const;

type Part = keyof typeof PARTS;

/** What is usual of each part. */
export type Usuals = Readonly<Record<Part, Usual>>;

const names = Object.keys(PARTS) as Part[];
const WEIGHTS = names.reduce((sum, name) => sum + PARTS[name], 0);

/** The weighted mean of the parts, each in units of what is usual of it: 0 for a row in the middle of each, 1 for one at each part's upper quartile. */
export const scoreOf = (parts: Readonly<Record<Part, number>>, usuals: Usuals): number =>
  names.reduce((sum, name) => sum + (PARTS[name] / WEIGHTS) * ((parts[name] - usuals[name].median) / usuals[name].spread), 0);

/** The same inside a graph, of [batch] each. */
export const scoreTensor = (parts: Readonly<Record<Part, Tensor>>, usuals: Usuals): Tensor =>
  names
    .map((name) => mul(sub(parts[name], usuals[name].median), PARTS[name] / WEIGHTS / usuals[name].spread))
    .reduce((sum, part) => add(sum, part));

/** The percentiles of scores among those of rows held out (sorted): how many percent of these score no higher. */
export function percentilesOf({ data }: NdArray<"float32">, held: Float32Array): NdArray<"float32"> {
  const percentiles = Float32Array.from(data, (score) => (100 * countUpTo(held, score)) / held.length);
  return ndarray("float32", [data.length], percentiles);
}

/** The same inside a graph: [batch] → [batch]. */
export function percentileTensor(scores: Tensor, held: Float32Array): Tensor {
  const column = reshape(scores, [scores.shape[0]!, 1]);
  const higher = cast(less(column, constant(ndarray("float32", [1, held.length], held), "held")), "float32");
  return div(mul(sub(held.length, reduceSum(higher, [1])), 100), held.length);
}
