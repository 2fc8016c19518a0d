import { describe, expect, it } from "vitest";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { dense } from "../layers/index.ts";
import type { Callback } from "../training/callbacks/callback.ts";
import { earlyStopping } from "../training/callbacks/early-stopping.ts";
import { adam, sgd } from "../training/optimizers/index.ts";
import type { CompileOptions } from "./compile.ts";
import type { FitOptions } from "./fit.ts";
import { sequential } from "./sequential.ts";

const column = (...values: number[]) => ndarray("float32", [values.length, 1], Float32Array.from(values));
const [x, y] = [column(1, 2, 3, 4), column(0, 0, 0, 0)];

/** The model y = x at first. */
function slope(options: Partial<CompileOptions> = {}) {
  const model = sequential([dense(1, { useBias: false, inputShape: [1] })]);
  model.compile({ loss: "mse", optimizer: sgd({ learningRate: 0.1 }), ...options });
  model.setWeights([column(1)]);
  return model;
}

/** Removes the type of a value, as plain JavaScript can give any value. */
const loose = (value: unknown) => value as never;
const fit = (options: unknown, targets: unknown = y) =>
  slope().fit(x, targets as NdArray, { warn: false, ...(options as FitOptions) });
const evaluate = (targets: unknown, options: unknown = {}) => slope().evaluate(x, loose(targets), loose(options));

describe("examples, targets and weights", () => {
  it.each<[string, unknown, string]>([
    ["more targets", column(0, 0, 0, 0, 9, 9), "There are 4 {} examples, but 6 targets. Give one for each example."],
    ["fewer targets", column(0, 0), "There are 4 {} examples, but 2 targets. Give one for each example."],
    ["no targets", undefined, "The {} targets are undefined, not an array with a shape."],
    ["a text among targets", [0, "b", 0, 0], 'Number 1 (counted from 0) is "b", not a number.'],
    [
      "targets of another type than they say",
      { dtype: "int32", shape: [4, 1], data: new Float32Array(4) },
      "The {} targets are int32, which is stored in a Int32Array, but their numbers are a Float32Array.",
    ],
    [
      "targets of a text as their shape",
      { shape: "4", data: new Float32Array(4) },
      "Give numbers with a shape as { data, shape }",
    ],
  ])("are rejected if there are %s", async (_what, targets, said) => {
    await expect(slope().fit(x, loose(targets), { warn: false })).rejects.toThrow(said.replace("{}", "training"));
    await expect(slope().fit(x, loose(targets), { warn: false, validationSplit: 0.5 })).rejects.toThrow(
      said.replace("{}", "training"),
    );
    await expect(evaluate(targets)).rejects.toThrow(said.replace("{}", "evaluation"));
    await expect(fit({ validationData: [x, targets] })).rejects.toThrow(said.replace("{}", "validation"));
  });

  it("are rejected if there are none", async () => {
    await expect(slope().evaluate(column(), column())).rejects.toThrow("The evaluation data has no examples.");
    await expect(slope().fit(column(), column())).rejects.toThrow("The training data has no examples.");
  });

  it.each<[string, unknown, string]>([
    ["[n, 1]", column(1, 1, 1, 1), "The {} weights are float32 [4, 1]. Give one number for each example, as float32 [4]."],
    [
      "whole numbers",
      ndarray("int32", [4], Int32Array.of(1, 1, 1, 1)),
      "The {} weights are int32 [4]. Give one number for each example, as float32 [4].",
    ],
    ["more than there are examples", ndarray("float32", [5], new Float32Array(5)), "There are 4 {} examples, but 5 weights."],
  ])("are rejected with weights that are %s", async (_what, sampleWeights, said) => {
    await expect(fit({ sampleWeights })).rejects.toThrow(said.replace("{}", "training"));
    await expect(evaluate(y, { sampleWeights })).rejects.toThrow(said.replace("{}", "evaluation"));
  });

  it("are held out with their own targets", async () => {
    const { history } = await slope({ optimizer: sgd({ learningRate: 1e-30 }) }).fit(x, y, { validationSplit: 0.5, warn: false });
    // The mean squares of 1 and 2, and of 3 and 4.
    expect([history[0]!.loss, history[0]!.valLoss]).toEqual([2.5, 12.5]);
  });
});

describe("options of fit and evaluate", () => {
  const watched = (monitor: string) => [earlyStopping({ monitor })];
  it.each<[string, unknown, string]>([
    [
      "validation data by names",
      { validationData: { examples: x, targets: y } },
      "validationData must be a list of examples and targets",
    ],
    ["a seed that isn't a number", { seed: "one" }, 'seed must be a whole number of at least 0, but it is "one".'],
    ["a seed that isn't a whole number", { seed: 1.5 }, "seed must be a whole number of at least 0, but it is 1.5."],
    [
      "an unknown value of shuffle",
      { shuffle: "batch" },
      "shuffle must be true, false or a function that returns an epoch's order",
    ],
    ["an order that is too short", { shuffle: () => Int32Array.of(0) }, "an Int32Array with 4 indices"],
    ["an order that is a plain list", { shuffle: () => [0, 1, 2, 3] }, "an Int32Array with 4 indices"],
    [
      "an order out of range",
      { shuffle: () => Int32Array.of(0, 1, 2, 9) },
      "returned the index 9, but the indices of the examples go from 0 to 3. Correct the function.",
    ],
    ["a callback that isn't in a list", { callbacks: earlyStopping() }, "callbacks must be a list of objects"],
    [
      "a function as callback",
      { callbacks: [() => undefined] },
      "A callback must be an object with functions such as onEpochEnd",
    ],
    [
      "a mistyped event",
      { callbacks: [{ onEpochEnds: () => undefined }] },
      'Unknown event "onEpochEnds" of a callback. Did you mean "onEpochEnd"?',
    ],
    ["Keras's event", { callbacks: [{ on_epoch_end: () => undefined }] }, 'Did you mean "onEpochEnd"?'],
    [
      "a mistyped monitor",
      { callbacks: watched("los") },
      'monitor: "los" isn\'t measured in this training. Did you mean "loss"?',
    ],
    ["a metric that isn't measured", { callbacks: watched("accuracy") }, 'monitor: "accuracy" isn\'t measured in this training.'],
  ])("refuse %s", async (_what, options, said) => {
    await expect(fit(options)).rejects.toThrow(said);
  });

  it("reject an evaluation in batches of 0 examples", async () => {
    await expect(evaluate(y, { batchSize: 0 })).rejects.toThrow("batchSize must be a whole number of at least 1, but it is 0.");
  });

  it("don't hold out the last examples of a stream, which would also be used for training", async () => {
    const stream = {
      count: 4,
      partSize: 32,
      parts: async function* () {
        yield x;
      },
    };
    await expect(slope().fit(x, x, { stream, validationSplit: 0.5 })).rejects.toThrow("Give validationData instead.");
  });

  it("reject a mode that is neither min nor max", () => {
    expect(() => earlyStopping({ mode: loose("auto") })).toThrow('mode must be "min" or "max", but it is "auto".');
  });

  it("watch the loss instead of valLoss if there is no validation data", async () => {
    const { history } = await fit({ epochs: 2, callbacks: [earlyStopping({ patience: 1 })] });
    expect(history).toHaveLength(2);
  });

  it("accept callbacks that are instances of a class", async () => {
    const seen: number[] = [];
    class Watcher implements Callback {
      onEpochEnd({ epoch }: { epoch: number }): void {
        seen.push(epoch);
      }
    }
    await fit({ epochs: 2, callbacks: [new Watcher()] });
    expect(seen).toEqual([1, 2]);
  });
});

describe("compile", () => {
  it.each<[string, unknown, string]>([
    ["a metric that isn't in a list", { metrics: "mae" }, 'metrics must be a list of names, such as metrics: ["accuracy"].'],
    [
      "a limit of 0 for the gradients",
      { clipNorm: 0 },
      "clipNorm is the maximum norm of the gradients and must be above 0, but it is 0.",
    ],
    ["a negative limit for the gradients", { clipNorm: -1 }, "above 0, but it is -1."],
    [
      "a negative rate",
      { optimizer: adam({ learningRate: -1 }) },
      "A learning rate must be a positive number, a schedule or a function of the step, but it is -1.",
    ],
    ["a rate that isn't a number", { optimizer: adam({ learningRate: Number.NaN }) }, "but it is NaN."],
    ["a rate in a text", { optimizer: sgd({ learningRate: loose("0.1") }) }, 'but it is "0.1".'],
    [
      "the function that makes an optimizer",
      { optimizer: sgd },
      "it is a function. Call it, or create an instance with new if it is a class.",
    ],
    ["a list as loss", { loss: [] }, "or { name, of }, but it is a list."],
    ["no loss", { loss: undefined }, "or { name, of }, but it is undefined."],
  ])("refuses %s", (_what, options, said) => {
    expect(() => slope(options as CompileOptions)).toThrow(said);
  });

  it("measures a metric only once if it is named twice", async () => {
    const figures = await slope({ metrics: ["mae", "mae"] }).evaluate(x, y);
    expect(figures).toEqual({ loss: 7.5, mae: 2.5 });
  });
});
