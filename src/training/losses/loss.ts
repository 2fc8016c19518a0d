import type { Tensor } from "../../graph/index.ts";

/** The expectations of a loss about its targets. */
interface Assumptions {
  /**
   * Kind of targets. `numbers` (the default) can be any, `probabilities` lie from 0 to 1, `counts` are at least 0, and `signs`
   * are -1 and 1, or 0 and 1. `classes` are class numbers, [batch, …] or [batch, …, 1], instead of values in the outputs' shape.
   */
  readonly targets?: "numbers" | "probabilities" | "counts" | "signs" | "classes";
  /**
   * Whether the last axis stands for classes. Examples with several steps then stay in their shape; other losses get each example
   * as one row.
   */
  readonly perClass?: boolean;
  /** Whether targets may have another shape than the outputs, because the loss compares them in its own way. */
  readonly anyShape?: boolean;
}

/**
 * A custom loss, as a function of tensors. It gets the targets (float32) and the model's outputs, each [batch, …] in its own
 * shape. It returns one number for each element, for each example [batch], or for the batch. Training minimises the mean.
 *
 * @example
 * const loss: LossFunction = (yTrue, yPred) => mean(square(sub(yTrue, yPred)), -1);
 */
export type LossFunction = (yTrue: Tensor, yPred: Tensor) => Tensor;

/** A loss with what it expects of its targets. It returns a number for each element, or for each example [batch]. */
export interface Loss extends Assumptions {
  (targets: Tensor, outputs: Tensor): Tensor;
}

/** Creates a loss with what it expects of its targets. */
export const loss = (of: (targets: Tensor, outputs: Tensor) => Tensor, assumptions: Assumptions = {}): Loss =>
  Object.assign(of, assumptions);

/** Keras's epsilon, to which probabilities are clipped. */
export const EPSILON = 1e-7;
