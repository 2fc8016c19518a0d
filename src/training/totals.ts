import type { NdArray } from "../core/ndarray.ts";
import type { Measured } from "./metrics/choice.ts";

/** Returns the names of the loss and the metrics, in the order of their sums. */
export const figureNames = (metrics: readonly Measured[]): string[] => [
  "loss",
  ...metrics.map(({ name, figure = name }) => figure),
];

/**
 * Computes the loss and each metric from sums over batches. If a mean has two sums, the second one is the number of values.
 * @param sums sums of the loss, then of each metric.
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

/** How to add a batch to the sums. */
interface Counting {
  /** Whether the value is the mean of each batch, which counts by the batch's examples. Otherwise it is a list of sums. */
  readonly isMean: boolean;
  readonly batchSize: number;
}

/**
 * Adds the values of more batches to the sums of the loss or of a metric.
 * @param sums sums so far; empty at first.
 * @param figure value of a batch, [] or [size], or of each step, [steps] or [steps, size].
 */
export function added(sums: readonly number[], { data, shape }: NdArray, { isMean, batchSize }: Counting): number[] {
  const size = isMean ? 1 : shape.at(-1)!;
  const after = Array.from({ length: size }, (_, i) => sums[i] ?? 0);
  // Adding them one by one makes the sum independent of the number of steps in a chunk, including its last bits.
  for (let i = 0; i < data.length; i++) after[i % size]! += isMean ? batchSize * Number(data[i]) : Number(data[i]);
  return after;
}
