import { describe, expect, it } from "vitest";
import { type NdArray, ndarray } from "../../../core/ndarray.ts";
import { garments } from "../../../data/built-in/garments.ts";
import { split } from "../../../data/split.ts";
import { tableDataset } from "../../../data/tables/memory/dataset.ts";
import { nodeRuntime } from "../../../runtime/node.ts";
import { Viewer } from "../../engine/viewer.ts";
import { joinedWeights } from "../../engine/viewing.ts";
import { autoencoderOf } from "../../settings/recipe.ts";
import { defaultsOf } from "../../settings/settings.ts";
import { ordersTable } from "./orders.fixture.ts";
import { above, fromTheWorst, placesToScore, scoreAll, withUnlearned } from "./scored.ts";

describe("scores in the page", () => {
  it.each(["garments", "orders"] as const)("of %s and their threshold are the same as those of scoreSamples", async (name) => {
    const runtime = await nodeRuntime();
    const dataset =
      name === "garments"
        ? garments({ count: 1300 })
        : (await tableDataset(await ordersTable(1300), { label: "wrong", validation: 0.1 })).dataset;
    const { train, validation } = split(dataset, 0.1);
    const settings = {
      ...defaultsOf("stacked", name === "orders" ? "file" : name),
      epochs: 1,
      codings: 3,
      hidden: [8],
      optimizer: "adam",
      learningRate: 0.002,
    };
    const table = dataset.table;
    const kind = { shape: dataset.examples.shape.slice(1), ...(table && { table }) };
    const autoencoder = autoencoderOf(settings, kind);
    await autoencoder.fit(train.examples, { runtime, epochs: 1, validation: validation.examples });
    const viewer = new Viewer(runtime);
    await viewer.open({ settings, kind, dtype: name === "orders" ? "float32" : "uint8" });
    const weights = joinedWeights(autoencoder);
    const scored = (await scoreAll(
      dataset.examples,
      validation.examples.shape[0]!,
      (some) => viewer.scores(weights, some),
      () => true,
    ))!;
    const { data } = await autoencoder.scoreSamples(dataset.examples, { runtime });
    expect(scored.scores.length).toBe(1300);
    expect(Math.max(...scored.scores.map((score, row) => Math.abs(score / data[row]! - 1)))).toBeLessThan(1e-5);
    expect(scored.calibration!.threshold / autoencoder.calibration!.threshold).toBeCloseTo(1, 5);
    expect(scored.byColumn?.shape).toEqual(name === "orders" ? [1300, table!.columns.length] : undefined);
    if (scored.byPlace) {
      const mean = scored.byPlace.reduce((sum, error) => sum + error, 0) / scored.byPlace.length;
      expect(mean).toBeCloseTo(data.reduce((sum, error) => sum + error, 0) / data.length, 6);
    }
  });

  it("of learned examples are replaced by those of models that hadn't learned them, also in their order", () => {
    const scores = Float32Array.of(1, 2, 5);
    const scored = { scores, places: Int32Array.of(0, 2, 3), heldFrom: 2, order: fromTheWorst(scores), calibration: undefined };
    const { scores: replaced, order } = withUnlearned(scored, Float32Array.of(9, 8, 7));
    expect([...replaced]).toEqual([9, 7, 5]);
    expect([...order]).toEqual([0, 1, 2]);
  });

  it("stop when they are no longer wanted", async () => {
    let parts = 0;
    const score = async (some: NdArray) => {
      parts++;
      return { scores: new Float32Array(some.shape[0]!) };
    };
    const examples = ndarray("float32", [5000, 1], new Float32Array(5000));
    expect(await scoreAll(examples, 500, score, () => parts < 2)).toBeUndefined();
    expect(parts).toBe(2);
  });
});

describe("the examples to score", () => {
  it("are all examples if there are few", () => {
    expect(placesToScore(5, 2)).toEqual({ places: Int32Array.of(0, 1, 2, 3, 4), heldFrom: 3 });
  });

  it("are all held-out examples and an even selection of the others if there are many", () => {
    const { places, heldFrom } = placesToScore(60_000, 5000, 20_000);
    expect([places.length, heldFrom, places[heldFrom], places.at(-1)]).toEqual([20_000, 15_000, 55_000, 59_999]);
    expect([places[0], places[1], places[heldFrom - 1]]).toEqual([0, 3, 54_996]);
    expect(new Set(places).size).toBe(20_000);
  });

  it("are at least half training examples if very many are held out", () => {
    const { places, heldFrom } = placesToScore(1000, 900, 100);
    expect([places.length, heldFrom, new Set(places).size]).toEqual([100, 50, 100]);
  });
});

it("sorts the highest scores first and leaves out NaN", () => {
  const scores = Float32Array.of(1, Number.NaN, 3, 2, 3);
  const scored = { scores, order: fromTheWorst(scores) };
  expect([...scored.order]).toEqual([2, 4, 3, 0]);
  for (const [cut, rows] of [
    [2, [2, 4]],
    [1.5, [2, 4, 3]],
    [3, []],
    [0, [2, 4, 3, 0]],
  ] as const)
    expect([...above(scored, cut)]).toEqual(rows);
});
