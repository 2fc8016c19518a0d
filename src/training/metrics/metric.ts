import { ShapeError } from "../../core/errors.ts";
import { cast, reduceMean, reshape, type Tensor } from "../../graph/index.ts";
import { sameShape, showShape } from "../../graph/tensor.ts";

/** The figure of some examples from what their batches add up to: for a mean, the sum over the examples of each batch's mean. */
export type Result = (sums: readonly number[], examples: number) => number;

/**
 * A measure of a batch of targets and outputs: its mean, a scalar, which counts by the batch's examples; or numbers [size] that are added up over the
 * batches, from which `result` makes the figure.
 */
export interface Metric {
  (yTrue: Tensor, yPred: Tensor): Tensor;
  readonly result?: Result;
  /** Of a mean: the numbers that it is the mean of, [batch, …], so that steps which a mask skips can be left out. */
  readonly values?: (yTrue: Tensor, yPred: Tensor) => Tensor;
}

/** A metric whose figure isn't the mean of its batches. */
export const withResult = (of: (yTrue: Tensor, yPred: Tensor) => Tensor, result: Result): Metric => Object.assign(of, { result });

/** A metric that is a mean of numbers [batch, …]. */
export const meanOf = (values: (yTrue: Tensor, yPred: Tensor) => Tensor): Metric =>
  Object.assign((y: Tensor, p: Tensor) => reduceMean(values(y, p)), { values });

/** A metric that is the share of cases in which something holds. */
export const shareOf = (holds: (yTrue: Tensor, yPred: Tensor) => Tensor): Metric =>
  meanOf((y, p) => cast(holds(y, p), "float32"));

/** Compares element by element. @throws ShapeError for targets of another shape, which would be stretched to the outputs'. */
export const elementwise =
  (name: string, of: (yTrue: Tensor, yPred: Tensor) => Tensor): Metric =>
  (y, p) => {
    if (!sameShape(y.shape, p.shape))
      throw new ShapeError(
        `The metric ${name} compares targets with outputs of the same shape, but the outputs are ${showShape(p.shape)} and the targets ${showShape(y.shape)}. For class numbers, use the metric accuracy.`,
      );
    return of(cast(y, "float32"), p);
  };

/** Compares element by element, where targets [batch] go with a single output [batch, 1]. @throws as `elementwise`. */
export const ofSingle = (name: string, of: (yTrue: Tensor, yPred: Tensor) => Tensor): Metric => {
  const compare = elementwise(name, of);
  return (y, p) => compare(sameShape([...y.shape, 1], p.shape) ? reshape(y, p.shape) : y, p);
};
