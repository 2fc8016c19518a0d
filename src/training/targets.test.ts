import { describe, expect, it } from "vitest";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { dense } from "../layers/index.ts";
import { sequential } from "../models/sequential.ts";
import type { LossName } from "./losses/choice.ts";
import { sgd } from "./optimizers/index.ts";

const floats = (shape: number[], ...values: number[]) => ndarray("float32", shape, Float32Array.from(values));
const bytes = (shape: number[], ...values: number[]) => ndarray("uint8", shape, Uint8Array.from(values));

/**
 * Creates a model that returns its examples: a dense layer with the identity as its kernel, and a learning rate that doesn't
 * change it.
 */
function copying(units: number, loss: LossName = "mse") {
  const model = sequential([dense(units, { useBias: false })], { inputShape: [units] });
  model.compile({ loss, optimizer: sgd({ learningRate: 1e-30 }), metrics: ["mae"] });
  model.setWeights([floats([units, units], ...Array.from({ length: units ** 2 }, (_, i) => (i % (units + 1) === 0 ? 1 : 0)))]);
  return model;
}

/** Mean absolute errors of a copying model: in its history, on validation data, and as `evaluate` computes them. */
async function errorsOf(examples: NdArray, targets: NdArray): Promise<number[]> {
  const model = copying(examples.shape[1]!);
  const { history } = await model.fit(examples, targets, { validationData: [examples, targets], warn: false });
  const split = await model.fit(examples, targets, { validationSplit: 0.5, shuffle: false, warn: false });
  const { mae } = await model.evaluate(examples, targets);
  // Both halves of each pair below have the same error.
  return [history[0]!.mae!, history[0]!.valMae!, split.history[0]!.mae!, split.history[0]!.valMae!, mae!];
}

describe("uint8 targets", () => {
  const all = (value: number) => Array.from({ length: 5 }, () => expect.closeTo(value, 6));

  it("are plain labels if the examples are numbers", async () => {
    expect(await errorsOf(floats([2, 1], 0.25, 0.75), bytes([2, 1], 1, 0))).toEqual(all(0.75));
    expect(await errorsOf(floats([2, 2], 0.25, 0, 0.75, 0), bytes([2, 2], 1, 0, 0, 0))).toEqual(all(0.375));
  });

  it("are plain labels if the examples are pixels of another shape", async () => {
    const model = sequential([dense(1, { useBias: false })], { inputShape: [2] }).compile({ loss: "mse", metrics: ["mae"] });
    model.setWeights([floats([2, 1], 1, 0)]);
    const { mae } = await model.evaluate(bytes([2, 2], 255, 0, 0, 9), bytes([2, 1], 3, 2));
    expect(mae).toBeCloseTo(2, 6);
  });

  it("are pixels from 0 to 1 if they are the examples, or if the examples are pixels of the same shape", async () => {
    const images = bytes([2, 2], 51, 102, 255, 0);
    expect(await errorsOf(images, images)).toEqual(all(0));
    const clean = bytes([2, 2], 102, 153, 204, 51);
    expect(await errorsOf(images, clean)).toEqual(all(0.2));
  });

  it("train a classifier to output both 0 and 1", async () => {
    const model = sequential([dense(1, { activation: "sigmoid" })], { inputShape: [1], seed: 1 });
    model.compile({ loss: "binaryCrossentropy", optimizer: sgd({ learningRate: 1 }), metrics: ["accuracy"] });
    const [x, y] = [floats([4, 1], -2, -1, 1, 2), bytes([4, 1], 0, 0, 1, 1)];
    await model.fit(x, y, { epochs: 200, warn: false });
    const { data } = await model.predict(x);
    expect(data[0]).toBeLessThan(0.05);
    expect(data[3]).toBeGreaterThan(0.95);
    expect(await model.evaluate(x, y)).toMatchObject({ accuracy: 1 });
  });

  it("are rejected if they could be pixels or numbers, and the message says what to do", async () => {
    const [noisy, clean] = [floats([2, 2], 0.1, 0.2, 0.3, 0.4), bytes([2, 2], 26, 51, 77, 102)];
    const said =
      "The targets are uint8 in the shape of the examples, which are float32, so they could be pixels or plain numbers. Give the targets as float32, and divide them by 255 if they are pixels.";
    await expect(copying(2).fit(noisy, clean)).rejects.toThrow(said);
    await expect(copying(2).evaluate(noisy, clean)).rejects.toThrow(said);
    await expect(copying(2).fit(clean, clean, { validationData: [noisy, clean] })).rejects.toThrow(said);
  });
});

describe("the doctor", () => {
  async function saidOf(examples: NdArray, targets: NdArray, loss: LossName): Promise<string[]> {
    const said: string[] = [];
    await copying(examples.shape[1]!, loss).fit(examples, targets, { warn: (line) => said.push(line) });
    return said;
  }

  it("warns that a mask of 0 and 1 in its image's shape counts as pixels", async () => {
    expect(await saidOf(bytes([2, 2], 9, 0, 255, 3), bytes([2, 2], 1, 0, 1, 1), "mse")).toEqual([
      "The targets are uint8 like the examples, so they are read as pixels from 0 to 255, but none is above 1. If they are labels or a mask, give them as float32.",
    ]);
  });
});

it("binary cross-entropy rejects whole numbers above 1", async () => {
  const fitted = copying(1, "binaryCrossentropy").fit(floats([2, 1], 0.5, 0.5), bytes([2, 1], 1, 7));
  await expect(fitted).rejects.toThrow("binaryCrossentropy is for targets from 0 to 1, but row 1, column 0 is 7");
});
