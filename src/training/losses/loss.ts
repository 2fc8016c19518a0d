import type { Tensor } from "../../graph/index.ts";

/** What a loss assumes of its targets. */
interface Assumptions {
  /**
   * `numbers`, the default, may be any; `probabilities` lie from 0 to 1; `classes` are class numbers, [batch, …] or [batch, …, 1], in place of values of
   * the outputs' shape.
   */
  readonly targets?: "numbers" | "probabilities" | "classes";
  /** Whether the last axis stands for classes, so that examples of several steps keep their shape; other losses get an example as one row. */
  readonly perClass?: boolean;
}

/** The loss of each element, or of each example [batch], from the targets and the model's outputs; its mean is what training lowers. */
export interface Loss extends Assumptions {
  (targets: Tensor, outputs: Tensor): Tensor;
}

/** A loss with what it assumes of its targets. */
export const loss = (of: (targets: Tensor, outputs: Tensor) => Tensor, assumptions: Assumptions = {}): Loss =>
  Object.assign(of, assumptions);

/** Keras's, for probabilities. */
export const EPSILON = 1e-7;
