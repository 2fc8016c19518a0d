import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { OptionError } from "../../core/errors.ts";
import { generate3dData } from "./points-3d.ts";

const numpy = JSON.parse(readFileSync("test/fixtures/numpy.json", "utf8")) as { points: number[]; otherPoints: number[] };

test("the lecture's 60 points are NumPy's, bit by bit", () => {
  const { examples } = generate3dData();
  expect([examples.dtype, examples.shape]).toEqual(["float32", [60, 3]]);
  expect([...examples.data]).toEqual(numpy.points);
});

test("so are those of another seed, number, noise and weights", () => {
  const { examples } = generate3dData({ m: 25, w1: 0.5, w2: -0.2, noise: 0.3, seed: 7 });
  expect([...examples.data]).toEqual(numpy.otherPoints);
});

test.each([0, -1, 1.5, Number.NaN])("%s points can't be made", (m) => {
  expect(() => generate3dData({ m })).toThrow(
    new OptionError(`The number of points is a whole number of at least 1, but this is ${m}.`),
  );
});
