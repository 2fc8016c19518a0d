import { ShapeError } from "../core/errors.ts";
import type { NdArray } from "../core/ndarray.ts";
import {
  abs,
  add,
  cast,
  clip,
  constantOf,
  countOf,
  div,
  equal,
  expand,
  flattenRows,
  gather,
  greater,
  log,
  logSoftmax,
  minimum,
  mul,
  neg,
  range,
  reduceMean,
  reduceProd,
  reduceSum,
  relu,
  reshape,
  sigmoid,
  sorted,
  square,
  sub,
  type Tensor,
  withGradient,
} from "../graph/index.ts";
import { sameShape, showShape } from "../graph/tensor.ts";

/** The loss of each element, or of each example [batch], from the targets and the model's outputs; its mean is what training lowers. */
export type Loss = (targets: Tensor, outputs: Tensor) => Tensor;

/** What went into the last operator of this kind, seen through reshapes: the logits of a model that ends in a sigmoid or softmax. */
function behind(op: string, outputs: Tensor): Tensor | undefined {
  if (outputs.source.kind === "alias" && outputs.source.rising) return behind(op, outputs.source.value);
  if (outputs.source.kind !== "node") return undefined;
  const { op: made, inputs } = outputs.source.node;
  if (made === op) return inputs[0];
  if (made !== "Reshape") return undefined;
  const before = behind(op, inputs[0]!);
  return before && reshape(before, outputs.shape);
}

/**
 * On logits z: the mean over an example's elements of softplus(z) - z·y, with softplus as relu(z) - ln sigmoid|z|: as stable as the operator
 * `Softplus`, which was 30 % of a step. The sigmoids of |z| are at least a half, so the logarithm is taken of the product of some of them at a
 * time: of [32, 784] it takes 12 µs then, not 20. The gradient, sigmoid(z) - y, is written out: two operators in place of nine.
 */
function crossEntropyOfLogits(y: Tensor, z: Tensor): Tensor {
  const [batch, width] = [z.shape[0]!, z.shape[1] as number];
  const group = [28, 24, 20, 16, 14, 12, 10, 8, 7, 6, 5, 4, 3, 2].find((size) => width % size === 0) ?? 1;
  const products = reduceProd(reshape(sigmoid(abs(z)), [batch, width / group, group]));
  const linear = sub(reduceSum(relu(z), [1]), reduceSum(mul(z, y), [1]));
  const sums = sub(linear, reduceSum(log(products), [1]));
  const share = (dy: Tensor) => mul(reshape(dy, [batch, 1]), 1 / width);
  return withGradient(mul(sums, 1 / width), [z], (dy) => [mul(sub(sigmoid(z), y), share(dy))]);
}

/** Keras's, for probabilities. */
const EPSILON = 1e-7;

const binaryCrossentropy: Loss = (y, p) => {
  const logits = behind("Sigmoid", p);
  if (logits) return crossEntropyOfLogits(y, logits);
  const q = clip(p, EPSILON, 1 - EPSILON);
  return neg(add(mul(y, log(q)), mul(sub(1, y), log(sub(1, q)))));
};

/** Logarithms of probabilities. Outputs that don't come from a softmax are first divided by their sum over the classes, as in Keras. */
const logProbabilities = (p: Tensor): Tensor => {
  const logits = behind("Softmax", p);
  if (logits) return logSoftmax(logits);
  const shares = div(p, reduceSum(p, [p.shape.length - 1], true));
  return log(clip(shares, EPSILON, 1 - EPSILON));
};

const categoricalCrossentropy: Loss = (y, p) => neg(reduceSum(mul(y, logProbabilities(p)), [p.shape.length - 1]));

const sparseCategoricalCrossentropy: Loss = (labels, p) => categoricalCrossentropy(oneHot(labels, p), p);

/** Labels [batch, …] (or [batch, …, 1]) as rows [batch, …, classes] with a 1 at the label. */
function oneHot(labels: Tensor, p: Tensor): Tensor {
  const column = reshape(cast(labels, "int64"), [...p.shape.slice(0, -1), 1]);
  return cast(equal(expand(column, p.shape), range(p.shape.at(-1)!)), "float32");
}

/** Keras's delta of 1: squared below, absolute above. */
const huber: Loss = (y, p) => {
  const error = abs(sub(p, y));
  const small = minimum(error, constantOf("float32", [], [1]));
  return mul(small, sub(error, mul(small, 0.5)));
};

/** Losses by Keras's names in camelCase. Cross-entropies are computed on the logits where the model ends in a sigmoid or softmax. */
export const losses = {
  binaryCrossentropy,
  mse: (y, p) => square(sub(p, y)),
  mae: (y, p) => abs(sub(p, y)),
  huber,
  categoricalCrossentropy,
  sparseCategoricalCrossentropy,
} as const satisfies Record<string, Loss>;

export type LossName = keyof typeof losses;

/** A loss that is made for some data, with the name that messages call it. */
export interface MadeLoss {
  readonly name: string;
  readonly of: Loss;
  /** Whether targets may have missing values (NaN), which the loss leaves out; false by default. */
  readonly missing?: boolean;
}

/** One of the losses by its name, or one that was made. */
export type LossChoice = LossName | MadeLoss;

const lossOf = (loss: LossChoice): Loss => (typeof loss === "string" ? losses[loss] : loss.of);

/** Whether targets may have missing values (NaN). */
export const takesMissing = (loss: LossChoice): boolean => typeof loss !== "string" && loss.missing === true;

/** Whether a loss takes probabilities, from 0 to 1. */
const takesProbabilities = (loss: LossChoice): boolean => loss === "binaryCrossentropy" || loss === "categoricalCrossentropy";

/** The index of the first target that is below 0 or above 1, for a loss that takes probabilities; otherwise -1. */
export const firstUnfit = (loss: LossChoice, { data }: NdArray): number =>
  takesProbabilities(loss) ? (data as Float32Array).findIndex((y) => y < 0 || y > 1) : -1;

/** Whether a loss takes class numbers instead of values of the outputs' shape. */
export const takesLabels = (loss: LossChoice): boolean => loss === "sparseCategoricalCrossentropy";

/** Whether a loss takes any numbers, so that they can be scaled for it. */
export const takesAnyNumbers = (loss: LossChoice): boolean => !takesProbabilities(loss) && !takesLabels(loss);

/** The index of the first label that isn't the number of a class; -1 if all are. */
export const rowOutsideOf = (classes: number, { data }: NdArray): number =>
  Array.from(data, Number).findIndex((label) => !Number.isInteger(label) || label < 0 || label >= classes);

/** Which examples of a batch count, and how much. */
export interface Counting {
  /** [batch]: each example's loss is multiplied by its own before the mean over the batch, as in Keras. */
  readonly weights?: Tensor;
  /** The share of the batch with the greatest loss that is left out of the mean: the least trimmed sum (Rousseeuw, 1984). 0 by default. */
  readonly trim?: number;
}

/**
 * The mean loss of a batch.
 * @throws ShapeError where the targets don't have the outputs' shape, or class numbers don't have that of the outputs without their last axis.
 */
export function meanLoss(loss: LossChoice, targets: Tensor, outputs: Tensor, { weights, trim = 0 }: Counting = {}): Tensor {
  expectTargets(loss, targets, outputs);
  // Cross-entropies of classes need the last axis, even of examples with several steps. Other losses take an example as one row.
  const perClass = takesLabels(loss) || loss === "categoricalCrossentropy";
  const elements = perClass ? lossOf(loss)(targets, outputs) : lossOf(loss)(flattenRows(targets), flattenRows(outputs));
  if (!weights && trim === 0) return reduceMean(elements);
  const perExample =
    elements.shape.length > 1
      ? reduceMean(
          elements,
          elements.shape.slice(1).map((_, i) => i + 1),
        )
      : elements;
  const weighted = weights ? mul(perExample, weights) : perExample;
  return trim === 0 ? reduceMean(weighted) : meanOfLeast(weighted, trim);
}

/** @throws ShapeError where a loss can't compare these targets with these outputs. */
function expectTargets(loss: LossChoice, { shape: targets }: Tensor, { shape: outputs }: Tensor): void {
  const labels = outputs.slice(0, -1);
  const areLabels = sameShape(targets, labels);
  if (takesLabels(loss)) {
    if (areLabels || sameShape(targets, [...labels, 1])) return;
    const hint = sameShape(targets, outputs) ? "For one-hot rows, use categoricalCrossentropy." : "Give one whole number each.";
    throw new ShapeError(
      `The loss ${loss as string} takes class numbers ${showShape(labels)} for outputs ${showShape(outputs)}, but the targets are ${showShape(targets)}. ${hint}`,
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
