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

/** How many outputs are above their targets, and how many there are: a share of all, and no mean of batches. */
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

describe("a metric of your own", () => {
  it("is a function, called as the figure is, whose mean over all examples it is", async () => {
    const [[own], [wanted]] = [await fit(meanDistance, { validationSplit: 0.25 }), await fit("mae", { validationSplit: 0.25 })];
    expect(own!.meanDistance).toBeCloseTo(wanted!.mae!, 6);
    expect(own!.valMeanDistance).toBeCloseTo(wanted!.valMae!, 6);
  });

  it("is { name, of }, with the name's figure", async () => {
    const figures = await model({ name: "distance", of: (t, p) => abs(sub(t, p)) }, "mae").evaluate(x, y);
    expect(figures.distance).toBe(figures.mae);
  });

  it("may be a function or a full name of codings's own", async () => {
    const figures = await model(metrics.mae, "meanSquaredError", "mape").evaluate(x, y);
    expect(Object.keys(figures)).toEqual(["loss", "mae", "meanSquaredError", "mape"]);
    expect(figures.meanSquaredError).toBe(figures.loss);
  });

  it("has sums that add up over batches, and a figure that is made of them", async () => {
    const asShare = (t: Tensor, p: Tensor) => cast(greater(p, t), "float32");
    const own = sequential([dense(3, { inputShape: [4] })]);
    own.compile({ loss: "mse", optimizer: sgd({ learningRate: 1e-30 }), metrics: [above, { name: "share", of: asShare }] });
    const { history } = await own.fit(x, y, { batchSize: 8, validationData: [x, y], warn: false });
    expect(history[0]!.above).toBeCloseTo(history[0]!.share!, 6);
    expect(history[0]!.valAbove).toBeCloseTo(history[0]!.share!, 6);
    expect(history[0]!.above).toBeGreaterThan(0.1);
  });

  it("goes on in the middle of an epoch as if the run had never stopped", async () => {
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

  it("a checkpoint of means, as they were always saved, goes on", async () => {
    const states: TrainingState[] = [];
    const saves = { onProgress: (_: unknown, run: { state(): TrainingState }) => void states.push(run.state()) };
    const whole = await fit("mae", { pace: () => ({ steps: 1 }), callbacks: [saves] });
    expect(states[0]!.sums).toHaveLength(2);
    expect((await fit("mae", { from: states[0]! }))[0]!.mae).toBe(whole[0]!.mae);
  });
});

describe("a mistake in a metric of your own gets a line that says what to do", () => {
  it.each<[string, unknown, string]>([
    ["no name", (t: Tensor) => t, "A metric needs a name for the history, and this function has none: give { name, of"],
    ["a name of the history's own", { name: "loss", of: (t: Tensor) => t }, 'A metric can\'t be called "loss"'],
    ["a number", 3, "{ name, of } or { name, size, sums, result }, but this is a number."],
    ["null", null, "but this is null."],
    ["an unknown name", "root_mean_squared_eror", 'Did you mean "rootMeanSquaredError"?'],
    ["no size", { ...above, size: undefined }, "The metric above needs size, a whole number of at least 1"],
    ["the same name twice", { name: "mae", of: (t: Tensor) => t }, 'Two metrics are called "mae".'],
  ])("%s", (_what, metric, message) => {
    expect(() => model(metric as MetricChoice, "mae")).toThrow(message);
  });

  it.each<[string, MetricChoice, string]>([
    ["sums of another size", { ...above, size: 3 }, "sums of the metric above gives float32 [2], but its size is 3"],
    ["sums that are no tensor", { ...above, sums: () => 2 as unknown as Tensor }, "sums of the metric above gives a number."],
    [
      "a result that is no number",
      { ...above, result: () => "1" as unknown as number },
      "result of the metric above gives a string.",
    ],
    ["a function that gives no tensor", { name: "own", of: () => 1 as unknown as Tensor }, "The metric own returns a number."],
  ])("%s", async (_what, metric, message) => {
    await expect(model(metric).evaluate(x, y)).rejects.toThrow(message);
  });

  it("outputs that auc isn't for", async () => {
    const yes = ndarray("float32", [20, 3], new Float32Array(60).fill(1));
    await expect(model("auc").evaluate(x, yes)).rejects.toThrow("The metric auc is for outputs from 0 to 1, but");
  });
});
