import { OptionError, ShapeError } from "../../core/errors.ts";
import {
  cast,
  constantOf,
  countOf,
  div,
  flattenRows,
  flowsTo,
  gather,
  greater,
  maximum,
  mul,
  reduceMean,
  reduceSum,
  reshape,
  sorted,
  sub,
  type Tensor,
} from "../../graph/index.ts";
import { resultOf } from "../../graph/own-function.ts";
import { productOf, sameShape, showShape } from "../../graph/tensor.ts";
import { IN_ONE_PROCESS, type WholeBatch } from "../../layers/call-context.ts";
import { knownLoss, type LossChoice, lossOf, takesLabels, theLoss } from "./choice.ts";

/** Which examples of a batch count, and how much. */
export interface Counting {
  /** Weights of the examples, [batch]. They multiply each example's loss before the mean over the batch, as in Keras. */
  readonly weights?: Tensor;
  /**
   * Mask of the outputs, [batch, time]: 1 for steps that count, 0 for masked ones. The loss is the mean over the steps that
   * count, or 0 if there are none.
   */
  readonly mask?: Tensor;
  /**
   * Share of the batch to leave out of the mean: the examples with the greatest losses, as in least trimmed squares (Rousseeuw,
   * 1984). 0 by default.
   */
  readonly trim?: number;
  /** The whole batch, if this process has a part of it. */
  readonly batch?: WholeBatch;
}

/**
 * Computes the mean loss of a batch.
 * @throws ShapeError if the targets don't have the outputs' shape, or class numbers don't have that shape without the last axis.
 * @throws OptionError if a custom loss doesn't return a tensor.
 * @throws ShapeError if the tensor has neither a number for each element, for each example nor for the batch.
 */
export function meanLoss(
  loss: LossChoice,
  targets: Tensor,
  outputs: Tensor,
  { weights, mask, trim = 0, batch = IN_ONE_PROCESS }: Counting = {},
): Tensor {
  const elements = mask ? lossOfCounted(loss, targets, outputs, mask, batch) : lossOfElements(loss, targets, outputs);
  if (!weights && trim === 0) return reduceMean(elements);
  if (elements.shape.length === 0)
    throw new ShapeError(
      `${theLoss(loss)} returns one number for a whole batch, so ${weights ? "weights of examples" : "trim"} can't be applied. Return a number for each example, [batch].`,
    );
  const axes = elements.shape.slice(1).map((_, i) => i + 1);
  const perExample = axes.length > 0 ? reduceMean(elements, axes) : elements;
  const weighted = weights ? mul(perExample, weights) : perExample;
  return trim === 0 ? reduceMean(weighted) : meanOfLeast(weighted, trim);
}

/** Computes the loss of the elements, or of each example, of a batch. */
function lossOfElements(loss: LossChoice, targets: Tensor, outputs: Tensor): Tensor {
  const of = lossOf(loss);
  if (!of.anyShape) expectTargets(loss, targets, outputs);
  const [y, p] = of.perClass ? [targets, outputs] : [flattenRows(targets), flattenRows(outputs)];
  return knownLoss(loss) ? of(y, p) : resultOf(`${theLoss(loss)}`, () => of(y, p), outputs.shape[0]!);
}

/**
 * Computes the loss of each step of the outputs, as the mean over the remaining axes.
 * @param axes number of axes that count examples and steps: 2 for [batch, time, features].
 */
export function lossOfSteps(loss: LossChoice, targets: Tensor, outputs: Tensor, axes: number): Tensor {
  const steps = outputs.shape.slice(0, axes);
  if (lossOf(loss).anyShape) return meanBehind(lossOfElements(loss, targets, outputs), axes);
  expectTargets(loss, targets, outputs);
  const rows = (x: Tensor) => reshape(x, [productOf(steps), ...x.shape.slice(axes)]);
  return reshape(meanBehind(lossOfElements(loss, rows(targets), rows(outputs)), 1), steps);
}

/**
 * Computes the loss of each step so that its mean is the mean over the steps that count. It is 0 for masked steps, and multiplied
 * by (all steps / steps that count) for the others.
 */
function lossOfCounted(loss: LossChoice, targets: Tensor, outputs: Tensor, mask: Tensor, batch: WholeBatch): Tensor {
  const steps = lossOfSteps(loss, targets, outputs, mask.shape.length);
  // A function that returns a number for each example, or for the batch, has already included every step.
  if (steps.shape.length < mask.shape.length) return steps;
  return mul(steps, mul(mask, div(batch.sum(countOf(mask.shape)), maximum(batch.sum(reduceSum(mask)), 1))));
}

/** Computes means over all axes from the given one. */
export function meanBehind(x: Tensor, axes: number): Tensor {
  const behind = x.shape.slice(axes).map((_, i) => axes + i);
  return behind.length > 0 ? reduceMean(x, behind) : x;
}

/** @throws ShapeError if a loss can't compare these targets with these outputs. */
function expectTargets(loss: LossChoice, { shape: targets }: Tensor, { shape: outputs }: Tensor): void {
  const labels = outputs.slice(0, -1);
  const areLabels = sameShape(targets, labels);
  if (takesLabels(loss)) {
    if (areLabels || sameShape(targets, [...labels, 1])) return;
    const hint = sameShape(targets, outputs)
      ? "For one-hot rows, use categoricalCrossentropy."
      : "Give one whole number for each.";
    throw new ShapeError(
      `${theLoss(loss)} takes class numbers ${showShape(labels)} for outputs ${showShape(outputs)}, but the targets are ${showShape(targets)}. ${hint}`,
    );
  }
  if (sameShape(targets, outputs)) return;
  const hint =
    areLabels && outputs.at(-1) === 1
      ? `Reshape the targets to ${showShape(outputs)}.`
      : areLabels
        ? "For class numbers, use sparseCategoricalCrossentropy."
        : "Give both the same shape.";
  throw new ShapeError(`The model's output is ${showShape(outputs)}, but the targets are ${showShape(targets)}. ${hint}`);
}

/**
 * Computes the mean of a vector [n] without its ⌊n · share⌋ greatest numbers. Fewer are left out if several equal the greatest
 * one that counts.
 */
function meanOfLeast(x: Tensor, share: number): Tensor {
  const count = countOf(x.shape);
  const left = cast(mul(count, share), "int64");
  const last = sub(sub(cast(count, "int64"), left), constantOf("int64", [], [1]));
  const limit = reshape(gather(sorted(reshape(x, [1, x.shape[0]!])), last, 1), []);
  const kept = sub(1, cast(greater(x, limit), "float32"));
  return div(reduceSum(mul(x, kept)), reduceSum(kept));
}

/** @throws OptionError if no gradient flows from a custom loss to the weights, so that nothing would be learned. */
export function expectGradient(loss: LossChoice, value: Tensor, learning: readonly Tensor[]): void {
  if (knownLoss(loss) || flowsTo(value, learning)) return;
  throw new OptionError(
    `${theLoss(loss)} has no gradient with respect to the model's weights. It must depend on yPred through functions with a gradient, such as sub, square, abs, log or mean; round, sign, argMax, cast and comparisons have none.`,
  );
}
