import { expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { blamed, meanShares } from "./blame.ts";

it("blames the column with the largest error, and up to two others that contribute at least a tenth", () => {
  expect(blamed([0, 9, 0.5, Number.NaN])).toEqual([{ column: 1, share: 9 / 9.5 }]);
  expect(blamed([4, 3, 2, 1]).map(({ column }) => column)).toEqual([0, 1, 2]);
  expect(blamed(new Float32Array(20).fill(1)).map(({ column }) => column)).toEqual([0]);
  expect(blamed([3, 1, 3, 3]).map(({ column }) => column)).toEqual([0, 2, 3]);
  expect(blamed([0, Number.NaN])).toEqual([]);
  expect(blamed([0, 0])).toEqual([]);
  expect(blamed([Number.NaN, 2])).toEqual([{ column: 1, share: 1 }]);
});

it("averages the shares over the rows that have an error", () => {
  const errors = ndarray("float32", [3, 2], Float32Array.of(1, 3, 0, 0, 1, Number.NaN));
  expect([...meanShares(errors)]).toEqual([0.625, 0.375]);
  expect([...meanShares(errors, [0])]).toEqual([0.25, 0.75]);
});
