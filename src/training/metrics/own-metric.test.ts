import { describe, expect, it } from "vitest";
import { ndarray } from "../../core/ndarray.ts";
import { abs, cast, concat, equal, greater, mean, reshape, sub, sum, type Tensor } from "../../graph/index.ts";
import { dense } from "../../layers/index.ts";
import type { FitOptions } from "../../models/fit.ts";
import { sequential } from "../../models/sequential.ts";
import { type MetricChoice, sgd, type TotalsMetric, type TrainingState } from "../index.ts";
import * as metrics from "./index.ts";

const numbers = (shape: readonly number[], seed = 1) =>
  ndarray(
    "float32",
    shape,
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(seed + i * 1.7)),
  );
const [x, y] = [numbers([20, 4]), numbers([20, 3], 5)];

const model = (...chosen: readonly MetricChoice[]) =>
  sequential([dense(3, { inputShape: [4] })]).compile({ loss: "mse", optimizer: sgd(), metrics: chosen });
const fit = async (chosen: MetricChoice, options: FitOptions = {}) =>
  (await model(chosen).fit(x, y, { batchSize: 8, warn: false, ...options })).history;

/** Counts the outputs above their targets, and all outputs. The share of both isn't a mean of batches. */
const above: TotalsMetric = {
  name: "above",
  size: 2,
  sums: (yTrue, yPred) => {
    const higher = cast(greater(yPred, yTrue), "float32");
    const all = cast(equal(yPred, yPred), "float32");
    return concat(
      [higher, all].map((x) => reshape(sum(x), [1])),
      0,
    );
  },
  result: ([higher, all]) => higher! / all!,
};

function meanDistance(yTrue: Tensor, yPred: Tensor): Tensor {
  return mean(abs(sub(yTrue, yPred)), -1);
}

describe("a custom metric", () => {
  it("can be a function whose name is the metric's name, and is its mean over all examples", async () => {
    const [[own], [wanted]] = [await fit(meanDistance, { validationSplit: 0.25 }), await fit("mae", { validationSplit: 0.25 })];
    expect(own!.meanDistance).toBeCloseTo(wanted!.mae!, 6);
    expect(own!.valMeanDistance).toBeCloseTo(wanted!.valMae!, 6);
  });

  it("can be { name, of }", async () => {
    const figures = await model({ name: "distance", of: (t, p) => abs(sub(t, p)) }, "mae").evaluate(x, y);
    expect(figures.distance).toBe(figures.mae);
  });

  it("can be a built-in function or a full name of Keras", async () => {
    const figures = await model(metrics.mae, "meanSquaredError", "mape").evaluate(x, y);
    expect(Object.keys(figures)).toEqual(["loss", "mae", "meanSquaredError", "mape"]);
    expect(figures.meanSquaredError).toBe(figures.loss);
  });

  it("can have sums that add up over batches, and compute its value from them", async () => {
    const asShare = (t: Tensor, p: Tensor) => cast(greater(p, t), "float32");
    const own = sequential([dense(3, { inputShape: [4] })]);
    own.compile({ loss: "mse", optimizer: sgd({ learningRate: 1e-30 }), metrics: [above, { name: "share", of: asShare }] });
    const { history } = await own.fit(x, y, { batchSize: 8, validationData: [x, y], warn: false });
    expect(history[0]!.above).toBeCloseTo(history[0]!.share!, 6);
    expect(history[0]!.valAbove).toBeCloseTo(history[0]!.share!, 6);
    expect(history[0]!.above).toBeGreaterThan(0.1);
  });

  it("continues in the middle of an epoch as if the run had never stopped", async () => {
    const whole = await fit(above, { epochs: 2, pace: () => ({ steps: 1 }) });
    const states: TrainingState[] = [];
    const pace = () => ({ steps: 1 });
    const saves = { onProgress: (_: unknown, run: { state(): TrainingState }) => void states.push(run.state()) };
    await fit(above, { epochs: 2, pace, callbacks: [saves] });
    const middle = states[1]!;
    expect(middle.batch).toBe(2);
    expect(middle.sums).toHaveLength(3);
    const again = await fit(above, { epochs: 2, from: middle });
    expect(again.map(({ loss, above: share }) => [loss, share])).toEqual(whole.map(({ loss, above: share }) => [loss, share]));
    await expect(fit("mae", { epochs: 2, from: middle })).rejects.toThrow("in which other metrics were measured");
  });

  it("continues from a checkpoint of an early version, which has only means", async () => {
    const states: TrainingState[] = [];
    const saves = { onProgress: (_: unknown, run: { state(): TrainingState }) => void states.push(run.state()) };
    const whole = await fit("mae", { pace: () => ({ steps: 1 }), callbacks: [saves] });
    expect(states[0]!.sums).toHaveLength(2);
    expect((await fit("mae", { from: states[0]! }))[0]!.mae).toBe(whole[0]!.mae);
  });
});

describe("a mistake in a custom metric gives an error that says what to do", () => {
  it.each<[string, unknown, string]>([
    ["no name", (t: Tensor) => t, "A metric needs a name for the history, but this function has none. Give { name, of"],
    ["a name that the history uses", { name: "loss", of: (t: Tensor) => t }, 'A metric can\'t have the name "loss"'],
    ["a number", 3, "{ name, of } or { name, size, sums, result }, but it is a number."],
    ["null", null, "but it is null."],
    ["an unknown name", "root_mean_squared_eror", 'Did you mean "rootMeanSquaredError"?'],
    ["no size", { ...above, size: undefined }, "The metric above needs size, a whole number of at least 1"],
    ["the same name twice", { name: "mae", of: (t: Tensor) => t }, 'Two metrics have the name "mae".'],
  ])("%s", (_what, metric, message) => {
    expect(() => model(metric as MetricChoice, "mae")).toThrow(message);
  });

  it.each<[string, MetricChoice, string]>([
    ["sums of another size", { ...above, size: 3 }, "sums of the metric above returns float32 [2], but its size is 3"],
    ["sums that aren't a tensor", { ...above, sums: () => 2 as unknown as Tensor }, "sums of the metric above returns a number."],
    [
      "a result that isn't a number",
      { ...above, result: () => "1" as unknown as number },
      "result of the metric above returns a string.",
    ],
    [
      "a function that doesn't return a tensor",
      { name: "own", of: () => 1 as unknown as Tensor },
      "The metric own returns a number.",
    ],
  ])("%s", async (_what, metric, message) => {
    await expect(model(metric).evaluate(x, y)).rejects.toThrow(message);
  });

  it("outputs that auc doesn't accept", async () => {
    const yes = ndarray("float32", [20, 3], new Float32Array(60).fill(1));
    await expect(model("auc").evaluate(x, yes)).rejects.toThrow("The metric auc needs outputs from 0 to 1, but");
  });
});
