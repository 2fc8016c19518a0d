import { describe, expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { add, dense, input } from "../layers/index.ts";
import { modelFrom } from "./architecture.ts";
import type { GivenArray } from "./arrays.ts";
import { describeModel } from "./describe.ts";
import { gradients } from "./gradients.ts";
import { Model } from "./model.ts";
import { sequential } from "./sequential.ts";

describe("a model accepts numbers in any form:", () => {
  const lists = [
    [0.5, -1, 2],
    [1, 0.25, -0.5],
  ];
  const array = ndarray("float32", [2, 3], Float32Array.from(lists.flat()));
  const column = ndarray("float32", [2, 1], Float32Array.of(1, 2));
  const made = () => sequential([dense(1, { inputShape: [3] })]).compile({ loss: "mse" });

  it.each<[string, GivenArray, GivenArray]>([
    ["lists", lists, [[1], [2]]],
    ["nested lists, and targets in a flat list", lists, [1, 2]],
    ["numbers and a shape", { data: Float64Array.from(lists.flat()), shape: [2, 3] }, Float64Array.of(1, 2)],
    ["targets [n] for outputs [n, 1]", array, ndarray("float32", [2], Float32Array.of(1, 2))],
  ])("%s", async (_, x, y) => {
    const [model, same] = [made(), made()];
    const options = { epochs: 2, warn: false } as const;
    await model.fit(x, y, { ...options, sampleWeights: [1, 3], validationData: [x, y] });
    const weights = ndarray("float32", [2], Float32Array.of(1, 3));
    await same.fit(array, column, { ...options, sampleWeights: weights, validationData: [array, column] });
    expect(model.history.map(({ loss, valLoss }) => [loss, valLoss])).toEqual(
      same.history.map(({ loss, valLoss }) => [loss, valLoss]),
    );
    expect(await model.predict(x)).toEqual(await same.predict(array));
    expect(await model.evaluate(x, y)).toEqual(await same.evaluate(array, column));
    expect(await gradients(model, x)).toEqual(await gradients(same, array));
  });

  it("for each input by its name, with gradients by name, and other models with these inputs keep the names", async () => {
    const [a, b] = [input([3]), input([3])];
    const out = dense(1).apply(add().apply([a, b]));
    const model = new Model({ inputs: { a, b }, outputs: { y: out, z: out } }).compile({ loss: { y: "mse", z: "mse" } });
    await model.fit({ a: lists, b: array }, { y: [1, 2], z: [1, 2] }, { sampleWeights: Float32Array.of(1, 2), warn: false });
    const slopes = await gradients(model, { a: lists, b: array });
    expect(Object.keys(slopes)).toEqual(["a", "b"]);
    const inner = new Model({ inputs: model.inputs, outputs: model.outputOf("add") });
    expect(inner.inputNames).toEqual(["a", "b"]);
    expect((await inner.predict({ a: lists, b: lists })) as unknown).toMatchObject({ shape: [2, 3] });
    expect((modelFrom(JSON.parse(JSON.stringify(describeModel(inner as never)))) as Model).inputNames).toEqual(["a", "b"]);
  });

  it("lists of different lengths are rejected", async () => {
    await expect(made().predict([[1, 2, 3], [4]])).rejects.toThrow(
      "Row 1 (counted from 0) has 1 value, but the first one has 3 values. Give rows of equal length.",
    );
  });
});
