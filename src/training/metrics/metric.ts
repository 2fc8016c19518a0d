import { ShapeError } from "../../core/errors.ts";
import { cast, reduceMean, type Tensor } from "../../graph/index.ts";
import { sameShape, showShape } from "../../graph/tensor.ts";

/** The mean of a measure over a batch of targets and outputs. */
export type Metric = (targets: Tensor, outputs: Tensor) => Tensor;

/** The share of cases in which something holds. */
export const share = (holds: Tensor): Tensor => reduceMean(cast(holds, "float32"));

/** Compares element by element. @throws ShapeError for targets of another shape, which would be stretched to the outputs'. */
export const elementwise =
  (name: string, of: Metric): Metric =>
  (y, p) => {
    if (!sameShape(y.shape, p.shape))
      throw new ShapeError(
        `The metric ${name} compares targets with outputs of the same shape, but the outputs are ${showShape(p.shape)} and the targets ${showShape(y.shape)}. For class numbers, use the metric accuracy.`,
      );
    return of(cast(y, "float32"), p);
  };
