import type { Tensor } from "../../graph/index.ts";

/** What a loss assumes of its targets. */
interface Assumptions {
  /**
   * `numbers`, the default, may be any; `probabilities` lie from 0 to 1, `counts` at 0 or above, and `signs` are -1 and 1, or 0 and 1; `classes` are
   * class numbers, [batch, …] or [batch, …, 1], in place of values of the outputs' shape.
   */
  readonly targets?: "numbers" | "probabilities" | "counts" | "signs" | "classes";
  /** Whether the last axis stands for classes, so that examples of several steps keep their shape; other losses get an example as one row. */
  readonly perClass?: boolean;
  /** Whether targets may have another shape than the outputs, and be compared with them in a way of the loss's own. */
  readonly anyShape?: boolean;
}

/**
 * A loss of your own, a function of tensors: from the targets (float32) and the model's outputs, each [batch, …] in its own shape, one number for each
 * element, for each example [batch], or one for the batch. Its mean is what training lowers.
 *
 *     const loss: LossFunction = (yTrue, yPred) => mean(square(sub(yTrue, yPred)), -1);
 */
export type LossFunction = (yTrue: Tensor, yPred: Tensor) => Tensor;

/** A loss with what it assumes: the number of each element, or of each example [batch], from the targets and the model's outputs. */
export interface Loss extends Assumptions {
  (targets: Tensor, outputs: Tensor): Tensor;
}

/** A loss with what it assumes of its targets. */
export const loss = (of: (targets: Tensor, outputs: Tensor) => Tensor, assumptions: Assumptions = {}): Loss =>
  Object.assign(of, assumptions);

/** Keras's, for probabilities. */
export const EPSILON = 1e-7;
