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

describe("a wrong option from plain JavaScript gives an error that says what to do:", () => {
  it.each<[string, () => unknown, string]>([
    [
      "an optimizer that isn't called",
      () => model({ loss: "mse", optimizer: adam }),
      "it is a function. Call it, or create an instance with new if it is a class.",
    ],
    [
      "a share as text",
      () => model({ loss: "mse", optimizer: adam({ beta1: "0.9" as never }) }),
      'beta1 of adam must be a number of at least 0 and below 1, but it is "0.9".',
    ],
    [
      "a share of 1",
      () => model({ loss: "mse", optimizer: sgd({ momentum: 1 }) }),
      "momentum of sgd must be a number of at least 0 and below 1, but it is 1.",
    ],
    [
      "a negative decay",
      () => model({ loss: "mse", optimizer: sgd({ weightDecay: -1 }) }),
      "weightDecay of sgd must be a number of at least 0, but it is -1.",
    ],
    ["no trim", () => model({ loss: "mse", trim: null }), "from 0 to below 1, but it is null."],
    [
      "two ways of clipping",
      () => model({ loss: "mse", clipNorm: 1, clipValue: 1 }),
      "both clipNorm and clipValue are given. Leave one out.",
    ],
    [
      "a schedule without its steps",
      () => polynomialDecay({ initialLearningRate: 1 } as never),
      "polynomialDecay needs the option decaySteps, but it is missing.",
    ],
    [
      "a schedule of texts",
      () => piecewiseConstantDecay({ boundaries: ["1"] as never, values: [1] }),
      'boundaries of piecewiseConstantDecay must be a finite number, but it is ["1"].',
    ],
    ["no patience", () => earlyStopping({ patience: "3" as never }), 'patience must be a number of at least 0, but it is "3".'],
    [
      "a negative patience",
      () => reduceLearningRateOnPlateau({ patience: -1 }),
      "patience must be a number of at least 0, but it is -1.",
    ],
    ["a number as an optimizer's name", () => model({ loss: "mse", optimizer: 3 }), "but it is a number."],
  ])("%s", (_what, call, message) => {
    expect(call).toThrow(message);
  });

  it.each<[string, object, string]>([
    [
      "an event that isn't a function",
      { callbacks: [{ onEpochEnd: 3 }] },
      "onEpochEnd of a callback must be a function, but it is a number.",
    ],
    ["a share as text", { validationSplit: "0.2" }, 'validationSplit must be a share between 0 and 1, but it is "0.2".'],
    ["warn that isn't a function", { warn: 3 }, "warn must be a function that receives warnings, or false, but it is 3."],
    ["a signal that isn't one", { signal: 3 }, "signal must be an AbortSignal"],
    ["a pace that isn't a function", { pace: { steps: 1 } }, "pace must be a function"],
    ["a state that isn't one", { from: {} }, "from must be the state at the end of a run"],
    [
      "validation metrics without validation data",
      { callbacks: [earlyStopping({ monitor: "valMae" })] },
      'monitor: "valMae" needs validation data, but there is none. Give fit validationData or validationSplit, or use monitor: "loss".',
    ],
    [
      "class weights of a stream",
      { classWeights: "balanced", stream: { count: 20, partSize: 20, parts: () => [x] } },
      "classWeights can't be used with a stream",
    ],
  ])("%s", async (_what, options, message) => {
    await expect(fit(options)).rejects.toThrow(message);
  });

  it("targets that are infinite or too large to be squared get an error that doesn't blame the learning rate", async () => {
    const infinite = ndarray("float32", [20, 3], new Float32Array(60).fill(1).fill(Number.POSITIVE_INFINITY, 4, 5));
    await expect(fit({}, infinite)).rejects.toThrow("The targets: row 1, column 1 is Infinity");
    const large = ndarray("float64", [20, 3], new Float64Array(60).fill(1).fill(1e300, 7, 8));
    await expect(fit({ shuffle: false }, large)).rejects.toThrow(
      "The loss is no longer a number at step 1 (epoch 1): row 2 (counted from 0) of the targets holds 1e+300, which is too large. Scale the targets, for example to mean 0 and deviation 1.",
    );
  });
});
