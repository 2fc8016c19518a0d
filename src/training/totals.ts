import type { NdArray } from "../core/ndarray.ts";
import type { Measured } from "./metrics/choice.ts";

/** The loss and the metrics, in the order of their sums. */
export const figureNames = (metrics: readonly Measured[]): string[] => [
  "loss",
  ...metrics.map(({ name, figure = name }) => figure),
];

/**
 * The loss and each metric of some examples, from what was added up over their batches. A mean of two numbers is a sum and how much it counts.
 * @param sums those of the loss, then those of each metric.
 */
export function figuresOf(
  metrics: readonly Measured[],
  sums: readonly (readonly number[])[],
  examples: number,
): Record<string, number> {
  const mean = ([sum = 0, count = examples]: readonly number[]) => (count > 0 ? sum / count : 0);
  const values = [mean(sums[0]!), ...metrics.map(({ of }, i) => (of.result ?? mean)(sums[i + 1]!, examples))];
  return Object.fromEntries(figureNames(metrics).map((name, i) => [name, values[i]!]));
}

/** How a figure of some batches counts. */
interface Counting {
  /** Whether it is a mean of each batch, which counts by the batch's examples, and not sums. */
  readonly isMean: boolean;
  readonly batchSize: number;
}

/**
 * A figure's sums after some more batches.
 * @param sums those so far; empty at first.
 * @param figure of a batch, [] or [size], or of each step, [steps] or [steps, size].
 */
export function added(sums: readonly number[], { data, shape }: NdArray, { isMean, batchSize }: Counting): number[] {
  const size = isMean ? 1 : shape.at(-1)!;
  const after = Array.from({ length: size }, (_, i) => sums[i] ?? 0);
  // Added one by one, so that the last bits of the sum don't depend on the number of steps done at once.
  for (let i = 0; i < data.length; i++) after[i % size]! += isMean ? batchSize * Number(data[i]) : Number(data[i]);
  return after;
}
