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
import { knownLoss, type LossChoice, lossNameOf, lossOf, takesLabels } from "./choice.ts";

/** Which examples of a batch count, and how much. */
export interface Counting {
  /** [batch]: each example's loss is multiplied by its own before the mean over the batch, as in Keras. */
  readonly weights?: Tensor;
  /** The mask of the outputs [batch, time]: 1 for steps that count, 0 for masked ones. The loss is the mean over the steps that count; it is 0 if there are none. */
  readonly mask?: Tensor;
  /** The share of the batch with the greatest loss that is left out of the mean: the least trimmed sum (Rousseeuw, 1984). 0 by default. */
  readonly trim?: number;
}

/**
 * The mean loss of a batch.
 * @throws ShapeError where the targets don't have the outputs' shape, or class numbers don't have that of the outputs without their last axis; OptionError
 * or ShapeError where a loss of your own gives no tensor, or one that isn't a number for each element, each example or the batch.
 */
export function meanLoss(loss: LossChoice, targets: Tensor, outputs: Tensor, { weights, mask, trim = 0 }: Counting = {}): Tensor {
  const elements = mask ? lossOfCounted(loss, targets, outputs, mask) : lossOfElements(loss, targets, outputs);
  if (!weights && trim === 0) return reduceMean(elements);
  if (elements.shape.length === 0)
    throw new ShapeError(
      `The loss ${lossNameOf(loss)} gives one number for a whole batch, in which ${weights ? "weights of examples" : "trim"} can't count. Return a number for each example, [batch].`,
    );
  const axes = elements.shape.slice(1).map((_, i) => i + 1);
  const perExample = axes.length > 0 ? reduceMean(elements, axes) : elements;
  const weighted = weights ? mul(perExample, weights) : perExample;
  return trim === 0 ? reduceMean(weighted) : meanOfLeast(weighted, trim);
}

/** What a loss gives for the elements, or for each example, of a batch. */
function lossOfElements(loss: LossChoice, targets: Tensor, outputs: Tensor): Tensor {
  const of = lossOf(loss);
  if (!of.anyShape) expectTargets(loss, targets, outputs);
  const [y, p] = of.perClass ? [targets, outputs] : [flattenRows(targets), flattenRows(outputs)];
  return knownLoss(loss) ? of(y, p) : resultOf(`The loss ${lossNameOf(loss)}`, () => of(y, p), outputs.shape[0]!);
}

/**
 * The loss of each step of outputs: the mean over what stands behind its axes.
 * @param axes how many axes of the outputs count examples and their steps: 2 for [batch, time, features].
 */
export function lossOfSteps(loss: LossChoice, targets: Tensor, outputs: Tensor, axes: number): Tensor {
  const steps = outputs.shape.slice(0, axes);
  if (lossOf(loss).anyShape) return meanBehind(lossOfElements(loss, targets, outputs), axes);
  expectTargets(loss, targets, outputs);
  const rows = (x: Tensor) => reshape(x, [productOf(steps), ...x.shape.slice(axes)]);
  return reshape(meanBehind(lossOfElements(loss, rows(targets), rows(outputs)), 1), steps);
}

/** The loss of each step, 0 where a mask skips it and else larger by as much as there are more steps than those that count: their mean is that of these. */
function lossOfCounted(loss: LossChoice, targets: Tensor, outputs: Tensor, mask: Tensor): Tensor {
  const steps = lossOfSteps(loss, targets, outputs, mask.shape.length);
  // A function that gives a number for a whole example, or for the batch, has counted every step.
  if (steps.shape.length < mask.shape.length) return steps;
  return mul(steps, mul(mask, div(countOf(mask.shape), maximum(reduceSum(mask), 1))));
}

/** Means over all axes from one on. */
export function meanBehind(x: Tensor, axes: number): Tensor {
  const behind = x.shape.slice(axes).map((_, i) => axes + i);
  return behind.length > 0 ? reduceMean(x, behind) : x;
}

/** @throws ShapeError where a loss can't compare these targets with these outputs. */
function expectTargets(loss: LossChoice, { shape: targets }: Tensor, { shape: outputs }: Tensor): void {
  const labels = outputs.slice(0, -1);
  const areLabels = sameShape(targets, labels);
  if (takesLabels(loss)) {
    if (areLabels || sameShape(targets, [...labels, 1])) return;
    const hint = sameShape(targets, outputs) ? "For one-hot rows, use categoricalCrossentropy." : "Give one whole number each.";
    throw new ShapeError(
      `The loss ${lossNameOf(loss)} takes class numbers ${showShape(labels)} for outputs ${showShape(outputs)}, but the targets are ${showShape(targets)}. ${hint}`,
    );
  }
  if (sameShape(targets, outputs)) return;
  const hint =
    areLabels && outputs.at(-1) === 1
      ? `Give them the shape ${showShape(outputs)}.`
      : areLabels
        ? "For class numbers, use sparseCategoricalCrossentropy."
        : "They must be equal.";
  throw new ShapeError(`The model's output is ${showShape(outputs)}, but the targets are ${showShape(targets)}. ${hint}`);
}

/** The mean of a vector [n] without the greatest share of it, ⌊n · share⌋ numbers (fewer where several are equal to the last that counts). */
function meanOfLeast(x: Tensor, share: number): Tensor {
  const count = countOf(x.shape);
  const left = cast(mul(count, share), "int64");
  const last = sub(sub(cast(count, "int64"), left), constantOf("int64", [], [1]));
  const limit = reshape(gather(sorted(reshape(x, [1, x.shape[0]!])), last, 1), []);
  const kept = sub(1, cast(greater(x, limit), "float32"));
  return div(reduceSum(mul(x, kept)), reduceSum(kept));
}

/** @throws OptionError where no gradient flows from a loss of your own to what learns, so that nothing would. */
export function expectGradient(loss: LossChoice, value: Tensor, learning: readonly Tensor[]): void {
  if (knownLoss(loss) || flowsTo(value, learning)) return;
  throw new OptionError(
    `No gradient flows from the loss ${lossNameOf(loss)} to the model's weights: it doesn't depend on yPred, or only through functions without a gradient, such as round, sign, argMax, cast or comparisons. Compute it from yPred with others, such as sub, square, abs, log or mean.`,
  );
}
