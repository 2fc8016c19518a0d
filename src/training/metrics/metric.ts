import { ShapeError } from "../../core/errors.ts";
import { cast, reduceMean, reshape, type Tensor } from "../../graph/index.ts";
import { sameShape, showShape } from "../../graph/tensor.ts";

/** Computes a metric from the sums over all batches. For a mean, the sum adds each batch's mean times its number of examples. */
export type Result = (sums: readonly number[], examples: number) => number;

/**
 * A measure of a batch of targets and outputs. It returns the batch's mean as a scalar, which counts by the batch's examples.
 * With `result` it returns sums [size] instead, which are added up over the batches.
 */
export interface Metric {
  (yTrue: Tensor, yPred: Tensor): Tensor;
  readonly result?: Result;
  /** For a mean: returns the numbers [batch, …] that it is the mean of, so that masked steps can be left out. */
  readonly values?: (yTrue: Tensor, yPred: Tensor) => Tensor;
}

/** Creates a metric that isn't a mean over batches. */
export const withResult = (of: (yTrue: Tensor, yPred: Tensor) => Tensor, result: Result): Metric => Object.assign(of, { result });

/** Creates a metric that is the mean of numbers [batch, …]. */
export const meanOf = (values: (yTrue: Tensor, yPred: Tensor) => Tensor): Metric =>
  Object.assign((y: Tensor, p: Tensor) => reduceMean(values(y, p)), { values });

/** Creates a metric that is the share of cases in which a condition holds. */
export const shareOf = (holds: (yTrue: Tensor, yPred: Tensor) => Tensor): Metric =>
  meanOf((y, p) => cast(holds(y, p), "float32"));

/**
 * Creates a metric that compares element by element. @throws ShapeError if targets have another shape, because they would be
 * broadcast.
 */
export const elementwise =
  (name: string, of: (yTrue: Tensor, yPred: Tensor) => Tensor): Metric =>
  (y, p) => {
    if (!sameShape(y.shape, p.shape))
      throw new ShapeError(
        `The metric ${name} needs targets in the outputs' shape ${showShape(p.shape)}, but the targets are ${showShape(y.shape)}. For class numbers, use the metric accuracy.`,
      );
    return of(cast(y, "float32"), p);
  };

/**
 * Creates a metric that compares element by element, and also accepts targets [batch] for a single output [batch, 1]. @throws as
 * `elementwise`.
 */
export const ofSingle = (name: string, of: (yTrue: Tensor, yPred: Tensor) => Tensor): Metric => {
  const compare = elementwise(name, of);
  return (y, p) => compare(sameShape([...y.shape, 1], p.shape) ? reshape(y, p.shape) : y, p);
};
