import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { OptionError } from "../../core/errors.ts";
import { generate3dData } from "./points-3d.ts";

const numpy = JSON.parse(readFileSync("test/fixtures/numpy.json", "utf8")) as { points: number[]; otherPoints: number[] };

test("the lecture's 60 points equal NumPy's bit for bit", () => {
  const { examples } = generate3dData();
  expect([examples.dtype, examples.shape]).toEqual(["float32", [60, 3]]);
  expect([...examples.data]).toEqual(numpy.points);
});

test("points with another seed, number, noise and weights equal NumPy's too", () => {
  const { examples } = generate3dData({ m: 25, w1: 0.5, w2: -0.2, noise: 0.3, seed: 7 });
  expect([...examples.data]).toEqual(numpy.otherPoints);
});

test.each([0, -1, 1.5, Number.NaN])("m = %s is refused", (m) => {
  expect(() => generate3dData({ m })).toThrow(
    new OptionError(`m must be a whole number of points of at least 1, but it is ${m}.`),
  );
});
