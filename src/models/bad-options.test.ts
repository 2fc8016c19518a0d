import { describe, expect, it } from "vitest";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { dense } from "../layers/index.ts";
import {
  adam,
  earlyStopping,
  piecewiseConstantDecay,
  polynomialDecay,
  reduceLearningRateOnPlateau,
  sgd,
} from "../training/index.ts";
import type { CompileOptions } from "./compile.ts";
import type { FitOptions } from "./fit.ts";
import { sequential } from "./sequential.ts";

const numbers = (shape: readonly number[]) =>
  ndarray(
    "float32",
    shape,
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i)),
  );
const [x, y] = [numbers([20, 4]), numbers([20, 3])];
const model = (options: unknown = { loss: "mse" }) =>
  sequential([dense(3, { inputShape: [4] })]).compile(options as CompileOptions);
const fit = (options: object, targets: NdArray = y) => model().fit(x, targets, { warn: false, ...options } as FitOptions);

describe("an option that JavaScript lets through gets one line that says what to do:", () => {
  it.each<[string, () => unknown, string]>([
    [
      "an optimizer that isn't called",
      () => model({ loss: "mse", optimizer: adam }),
      "this is a function, which is to be called, or a class to be made with new.",
    ],
    [
      "a share as text",
      () => model({ loss: "mse", optimizer: adam({ beta1: "0.9" as never }) }),
      'beta1 of adam is a number of at least 0 and below 1, but this is "0.9".',
    ],
    [
      "a share of 1",
      () => model({ loss: "mse", optimizer: sgd({ momentum: 1 }) }),
      "momentum of sgd is a number of at least 0 and below 1, but this is 1.",
    ],
    [
      "a negative decay",
      () => model({ loss: "mse", optimizer: sgd({ weightDecay: -1 }) }),
      "weightDecay of sgd is a number of at least 0, but this is -1.",
    ],
    ["no trim", () => model({ loss: "mse", trim: null }), "from 0 to below 1, but this is null."],
    [
      "two ways of clipping",
      () => model({ loss: "mse", clipNorm: 1, clipValue: 1 }),
      "both clipNorm and clipValue are given. Leave one out.",
    ],
    [
      "a schedule without its steps",
      () => polynomialDecay({ initialLearningRate: 1 } as never),
      "polynomialDecay needs decaySteps.",
    ],
    [
      "a schedule of texts",
      () => piecewiseConstantDecay({ boundaries: ["1"] as never, values: [1] }),
      'boundaries of piecewiseConstantDecay is a finite number, but this is ["1"].',
    ],
    ["no patience", () => earlyStopping({ patience: "3" as never }), 'patience is a number of at least 0, but this is "3".'],
    [
      "less than no patience",
      () => reduceLearningRateOnPlateau({ patience: -1 }),
      "patience is a number of at least 0, but this is -1.",
    ],
    ["a number as an optimizer's name", () => model({ loss: "mse", optimizer: 3 }), "but this is a number."],
  ])("%s", (_what, call, message) => {
    expect(call).toThrow(message);
  });

  it.each<[string, object, string]>([
    [
      "an event that is no function",
      { callbacks: [{ onEpochEnd: 3 }] },
      "onEpochEnd of a callback is a function, but this is a number.",
    ],
    ["a share as text", { validationSplit: "0.2" }, 'validationSplit is a share between 0 and 1, but this is "0.2".'],
    ["warnings to nobody", { warn: 3 }, "warn is a function that gets the doctor's findings, or false, but this is 3."],
    ["a signal that is none", { signal: 3 }, "signal must be an AbortSignal"],
    ["a pace that is none", { pace: { steps: 1 } }, "pace is a function"],
    ["a state that is none", { from: {} }, "from is the state in which a run ended"],
    [
      "validation figures without validation data",
      { callbacks: [earlyStopping({ monitor: "valMae" })] },
      'monitor: "valMae" is measured on validation data, and there is none. Give fit validationData or validationSplit, or take monitor: "loss".',
    ],
    [
      "class weights of a stream",
      { classWeights: "balanced", stream: { count: 20, partSize: 20, parts: () => [x] } },
      "classWeights can't weigh the examples of a stream",
    ],
  ])("%s", async (_what, options, message) => {
    await expect(fit(options)).rejects.toThrow(message);
  });

  it("targets that are infinite, or too large to be squared, and not the learning rate", async () => {
    const infinite = ndarray("float32", [20, 3], new Float32Array(60).fill(1).fill(Number.POSITIVE_INFINITY, 4, 5));
    await expect(fit({}, infinite)).rejects.toThrow("The targets: row 1, column 1 is Infinity");
    const large = ndarray("float64", [20, 3], new Float64Array(60).fill(1).fill(1e300, 7, 8));
    await expect(fit({ shuffle: false }, large)).rejects.toThrow(
      "The loss is no longer a number at step 1 (epoch 1): row 2 (counted from 0) of the targets holds 1e+300, which is too large. Scale the targets, for example to mean 0 and deviation 1.",
    );
  });
});
