import { ShapeError } from "../../core/errors.ts";
import {
  cast,
  constantOf,
  countOf,
  div,
  flattenRows,
  gather,
  greater,
  mul,
  reduceMean,
  reduceSum,
  reshape,
  sorted,
  sub,
  type Tensor,
} from "../../graph/index.ts";
import { sameShape, showShape } from "../../graph/tensor.ts";
import { type LossChoice, lossNameOf, lossOf, takesLabels } from "./choice.ts";

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
  const of = lossOf(loss);
  const elements = of.perClass ? of(targets, outputs) : of(flattenRows(targets), flattenRows(outputs));
  if (!weights && trim === 0) return reduceMean(elements);
  const axes = elements.shape.slice(1).map((_, i) => i + 1);
  const perExample = axes.length > 0 ? reduceMean(elements, axes) : elements;
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
