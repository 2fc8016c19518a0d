import { meanVariance } from "../core/statistics.ts";

/** Outputs collapsed if their variance is less than this share of the examples'. */
const LEAST_SHARE = 1e-3;

/** Whether the outputs of a model are the same whatever comes in. @param outputs, examples [count, numbers] one behind the other, in the same units. */
export const areCollapsed = (outputs: ArrayLike<number>, examples: ArrayLike<number>, count: number): boolean =>
  meanVariance(outputs, count) < LEAST_SHARE * meanVariance(examples, count);
