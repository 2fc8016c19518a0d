import { expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { intervalsOf } from "./intervals.ts";

it("joins outliers of one series that are near each other, highest peak first, with the columns that contribute most", () => {
  const scores = Float32Array.of(9, 0, 8, 0, 0, 0, 7, 10, Number.NaN, 0);
  const errors = ndarray(
    "float32",
    [10, 2],
    Float32Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? 1 : 0.1)),
  );
  errors.data.set([0, 5], 14);
  const parts = [Int32Array.of(0, 1, 2, 3, 4, 5, 6), Int32Array.of(7, 8, 9)];
  const found = intervalsOf({ parts, scores, errors, threshold: 5, gap: 2 });
  expect(found.map(({ rows, peak, columns }) => [[...rows], peak, columns])).toEqual([
    [[7], 10, [1]],
    [[0, 1, 2], 9, [0]],
    [[6], 7, [0]],
  ]);
});
