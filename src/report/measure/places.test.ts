import { expect, it } from "vitest";
import { typicalOf, worstOf } from "./places.ts";

const errors = Float32Array.of(5, 1, 9, 3, 9, 2, 4);

it("the worst rows are those with the largest errors, and the first of equal ones come first", () => {
  expect(worstOf(errors, 3)).toEqual([2, 4, 0]);
  expect(worstOf(errors, 100)).toEqual([2, 4, 0, 6, 3, 5, 1]);
});

it("typical rows have the errors nearest to the median of the measured rows", () => {
  expect(typicalOf(errors, 0, 3)).toEqual([6, 0, 3]);
  expect(typicalOf(errors, 4, 2)).toEqual([6, 5]);
});
