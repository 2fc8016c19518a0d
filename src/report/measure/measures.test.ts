import { expect, it } from "vitest";
import { ndarray } from "../../core/ndarray.ts";
import { meansOf, valueName } from "./measures.ts";

it("the mean of a column ignores missing values, and is NaN if all are missing", () => {
  const errors = ndarray("float32", [2, 3], Float32Array.of(1, Number.NaN, Number.NaN, 3, 5, Number.NaN));
  expect([...meansOf(errors)]).toEqual([2, 5, Number.NaN]);
});

it("values are named after their positions", () => {
  expect([0, 4].map((index) => valueName(index, [9, 5]))).toEqual(["value 0", "value 4"]);
  expect([0, 1, 47].map((index) => valueName(index, [9, 24, 2]))).toEqual(["value 0, 0", "value 0, 1", "value 23, 1"]);
});
