import { DataError, OptionError, ShapeError } from "../core/errors.ts";
import { expectFinite, placeIn } from "../core/finite.ts";
import { message, option } from "../core/message.ts";
import type { NdArray } from "../core/ndarray.ts";
import { shown } from "../core/words.ts";
import { showShape } from "../graph/index.ts";
import { sameShape } from "../graph/tensor.ts";
import type { Batchable } from "../training/batchable.ts";
import {
  firstUnfit,
  type LossChoice,
  rowOutsideOf,
  takesLabels,
  takesMissing,
  targetsTaken,
  theLoss,
} from "../training/losses/choice.ts";
import { arePixels, expectOneClass, expectPlainTargets } from "../training/targets.ts";
import { arraysFor, type GivenArrays } from "./arrays.ts";
import type { Compiled } from "./compile.ts";
import type { Trainable } from "./trainable.ts";

/** @throws OptionError if a number of epochs or examples isn't a whole number of at least 1. */
export function expectCounts(counts: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(counts)) {
    if (!Number.isInteger(value) || value < 1)
      throw new OptionError(`${name} must be a whole number of at least 1, but it is ${shown(value)}.`);
  }
}

/** Builds a model for examples, if it isn't built yet, and draws its first weights. @returns the examples of each input. */
export function prepare(model: Trainable, given: GivenArrays): readonly NdArray[] {
  const examples = arraysFor("examples", given, model.inputNames);
  if (!model.isBuilt) model.buildFor(examples[0]!.shape.slice(1));
  expectExamples(model, examples);
  model.initialize();
  return examples;
}

/**
 * @throws ShapeError if the examples don't have the model's input shapes; DataError for the first index that an embedding doesn't
 * have.
 */
export function expectExamples(model: Trainable, examples: readonly NdArray[]): void {
  examples.forEach((array, i) => {
    const { shape } = array;
    const wanted = model.inputs[i]!.shape;
    if (sameShape(shape.slice(1), wanted)) {
      expectIndices(array, model.indicesBelow(i));
      return;
    }
    const where = examples.length > 1 ? ` for "${model.inputNames[i]}"` : "";
    throw new ShapeError(
      `The model needs examples of shape ${showShape(wanted)}${where}, but these are ${showShape(shape.slice(1))}. Resize them, or train a model on them.`,
    );
  });
}

/** Checks the indices for an embedding. @param limit number of indices; undefined if the numbers aren't indices. */
function expectIndices(array: NdArray, limit: number | undefined): void {
  if (limit === undefined) return;
  const at = (array.data as Float32Array).findIndex((value) => value <= -1 || value >= limit);
  if (at < 0) return;
  throw new DataError(
    `The index of ${placeIn(array, at)} (counted from 0) is ${array.data[at]}, but the embedding that takes it has those from 0 to ${limit - 1}. Correct it, or give the embedding a larger inputDim.`,
  );
}

/** @throws DataError if the targets' values don't suit the loss or the metrics. */
export function expectTargets(
  model: Trainable,
  { losses, metrics }: Pick<Compiled, "losses" | "metrics">,
  { examples, targets }: Batchable,
): void {
  targets.forEach((array, i) => {
    const { loss } = losses[i]!;
    const { shape } = model.outputs[i]!;
    expectLabels(shape, loss, array);
    if (!takesLabels(loss)) for (const input of examples) expectPlainTargets(input, array);
    expectOneClass(
      metrics.filter(({ output = 0 }) => output === i),
      array,
      shape,
    );
  });
}

/** @throws DataError if a number isn't finite. NaN is a missing value in examples if the model accepts them, and in targets if the loss does. */
export function expectNumbers(
  model: Trainable,
  losses: Compiled["losses"],
  { examples, targets, weights }: Batchable,
  which = "",
): void {
  const missing = model.acceptsMissing;
  const missingTargets = losses.map(({ loss }) => takesMissing(loss));
  const name = (what: string) => `The ${which}${what}`;
  for (const array of examples) {
    const place = targets.indexOf(array);
    expectFinite(array, { missing: missing && (place < 0 || missingTargets[place]!), ...(which && { where: name("examples") }) });
  }
  targets.forEach((array, i) => {
    if (!examples.includes(array)) expectFinite(array, { missing: missingTargets[i]!, where: name("targets") });
  });
  for (const array of weights) {
    if (!array) continue;
    expectFinite(array, { where: name("sample weights") });
    const negative = (array.data as Float32Array).findIndex((value) => value < 0);
    if (negative >= 0)
      throw new DataError(
        `${name("sample weights")} are numbers of at least 0, but that of row ${negative} (counted from 0) is ${array.data[negative]}.`,
      );
  }
}

/**
 * Checks that the losses accept the targets. Pixels always count from 0 to 1.
 * @param which part of the data, for messages.
 * @throws DataError with the first target that a loss doesn't accept.
 */
export function expectFit(losses: Compiled["losses"], { examples, targets }: Batchable, which?: "validation"): void {
  losses.forEach(({ loss }, i) => {
    const array = targets[i]!;
    if (!examples.some((input) => arePixels(input, array))) expectTaken(loss, array, which);
  });
}

/** @throws DataError with the first target that a loss doesn't accept, and a remedy. */
export function expectTaken(loss: LossChoice, targets: NdArray, which?: "validation"): void {
  const at = firstUnfit(loss, targets);
  if (at < 0) return;
  const taken = targetsTaken(loss);
  const place = `${placeIn(targets, at)}${which ? ` of the ${which} data` : ""}`;
  throw new DataError(
    message`${theLoss(loss)} is for ${taken}, but ${place} is ${String(targets.data[at])} (counted from 0). ${taken === "targets from 0 to 1" ? "Scale the data to 0 to 1, or take" : "Take"} another loss, such as ${option("loss", "mse")}.`,
  );
}

/** @throws DataError with the first row whose label isn't a class number, if the loss needs class numbers. */
function expectLabels(outputs: readonly number[], loss: LossChoice, labels: NdArray): void {
  if (!takesLabels(loss)) return;
  const classes = outputs.at(-1)!;
  const wrong = rowOutsideOf(classes, labels);
  const row = Math.floor((wrong * labels.shape[0]!) / labels.data.length);
  if (wrong >= 0)
    throw new DataError(
      `The label of row ${row} (counted from 0) is ${labels.data[wrong]}, but the model has ${classes} classes: labels are whole numbers from 0 to ${classes - 1}.`,
    );
}
