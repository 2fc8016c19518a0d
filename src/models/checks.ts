import { DataError, OptionError, ShapeError } from "../core/errors.ts";
import { expectFinite, placeIn } from "../core/finite.ts";
import { expectArray, type NdArray } from "../core/ndarray.ts";
import { showShape } from "../graph/index.ts";
import { sameShape } from "../graph/tensor.ts";
import type { Batchable } from "../training/batchable.ts";
import {
  firstUnfit,
  type LossChoice,
  lossNameOf,
  rowOutsideOf,
  takesLabels,
  takesMissing,
  targetsTaken,
} from "../training/losses/choice.ts";
import { arePixels, expectOneClass, expectPlainTargets } from "../training/targets.ts";
import type { Compiled } from "./compile.ts";
import type { Trainable } from "./trainable.ts";

/** @throws OptionError where a number of epochs or examples isn't a whole number of at least 1. */
export function expectCounts(counts: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(counts)) {
    if (!Number.isInteger(value) || value < 1)
      throw new OptionError(`${name} is a whole number of at least 1, but this is ${value}.`);
  }
}

/** Builds a model for examples, where it isn't built yet, and draws its first weights. */
export function prepare(model: Trainable, examples: NdArray): void {
  expectArray("examples", examples);
  if (!model.isBuilt) model.buildFor(examples.shape.slice(1));
  expectExamples(model, examples);
  model.initialize();
}

/** @throws ShapeError where the examples aren't of the model's input shape. */
export function expectExamples(model: Trainable, examples: NdArray): void {
  expectArray("examples", examples);
  const { shape } = examples;
  const wanted = model.inputExampleShape;
  if (!sameShape(shape.slice(1), wanted)) {
    throw new ShapeError(
      `The model takes examples of ${showShape(wanted)}, but these are ${showShape(shape.slice(1))}. Resize them, or train a model on them.`,
    );
  }
}

/** @throws DataError where a target's values can't be learned from or measured. */
export function expectTargets(
  model: Trainable,
  { loss, metrics }: Pick<Compiled, "loss" | "metrics">,
  { examples, targets }: Batchable,
): void {
  expectLabels(model, loss, targets);
  if (!takesLabels(loss)) expectPlainTargets(examples, targets);
  expectOneClass(metrics, targets, model.outputShape);
}

/** @throws DataError if a number isn't finite. NaN is a missing value in examples if the model accepts them, and in targets if the loss does. */
export function expectNumbers(model: Trainable, loss: LossChoice, { examples, targets, weights }: Batchable, which = ""): void {
  const missing = model.acceptsMissing;
  const missingTargets = takesMissing(loss);
  const name = (what: string) => `The ${which}${what}`;
  if (targets === examples)
    expectFinite(examples, { missing: missing && missingTargets, ...(which && { where: name("examples") }) });
  else {
    expectFinite(examples, { missing, ...(which && { where: name("examples") }) });
    expectFinite(targets, { missing: missingTargets, where: name("targets") });
  }
  if (weights) expectFinite(weights, { where: name("sample weights") });
}

/** @throws DataError with the first target that the loss doesn't take. Pixels always count from 0 to 1. */
export function expectFit(loss: LossChoice, { examples, targets }: Batchable): void {
  const at = arePixels(examples, targets) ? -1 : firstUnfit(loss, targets);
  if (at >= 0)
    throw new DataError(
      `The loss ${lossNameOf(loss)} is for ${targetsTaken(loss)}, but ${placeIn(targets, at)} is ${targets.data[at]} (counted from 0). ${targetsTaken(loss) === "targets from 0 to 1" ? "Scale the data to 0 to 1, or take" : "Take"} another loss, such as mse.`,
    );
}

/** @throws DataError with the first row whose label isn't the number of a class, where the loss takes such labels. */
function expectLabels(model: Trainable, loss: LossChoice, labels: NdArray): void {
  if (!takesLabels(loss)) return;
  const classes = model.outputShape.at(-1)!;
  const wrong = rowOutsideOf(classes, labels);
  const row = Math.floor((wrong * labels.shape[0]!) / labels.data.length);
  if (wrong >= 0)
    throw new DataError(
      `The label of row ${row} (counted from 0) is ${labels.data[wrong]}, but the model has ${classes} classes: labels are whole numbers from 0 to ${classes - 1}.`,
    );
}
