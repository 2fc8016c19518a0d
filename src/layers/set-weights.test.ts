import { expect, it } from "vitest";
import { sequential } from "../models/index.ts";
import { dense } from "./dense.ts";

const model = sequential([dense(2, { inputShape: [1] }), dense(1)]);

it("reads and sets the weights of a single layer", () => {
  const layer = model.layer("dense");
  expect(() => layer.getWeights()).toThrow('Layer "dense" has no weights yet. Call initialize() of its model first.');
  model.initialize();
  const [, , ...others] = model.getWeights();
  layer.setWeights([[[3, 4]], [0.5, -1]]);
  expect(layer.getWeights().map(({ shape, data }) => [shape, [...data]])).toEqual([
    [
      [1, 2],
      [3, 4],
    ],
    [[2], [0.5, -1]],
  ]);
  expect(model.getWeights().slice(2)).toEqual(others);
});

it("refuses arrays of other shapes, and changes nothing", () => {
  model.initialize();
  const before = model.layer("dense").getWeights();
  expect(() => model.layer("dense").setWeights([[[3, 4]]])).toThrow('Layer "dense" expects 2 arrays of weights, but gets 1.');
  expect(() => model.layer("dense").setWeights([[[3, 4]], [1, 2, 3]])).toThrow('"dense/bias" expects [2], but gets [3].');
  expect(() => model.layer("dense").setWeights([[[3, Number.NaN]], [1, 2]])).toThrow("These weights can't be set");
  expect(model.layer("dense").getWeights()).toEqual(before);
});
