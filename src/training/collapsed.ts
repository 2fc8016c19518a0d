import { meanVariance } from "../core/statistics.ts";

/** Outputs count as collapsed if their variance is less than this share of the examples' variance. */
const LEAST_SHARE = 1e-3;

/**
 * Returns whether a model gives the same outputs for all examples.
 * @param outputs, examples [count, numbers] as flat arrays, in the same units.
 */
export const areCollapsed = (outputs: ArrayLike<number>, examples: ArrayLike<number>, count: number): boolean =>
  meanVariance(outputs, count) < LEAST_SHARE * meanVariance(examples, count);
