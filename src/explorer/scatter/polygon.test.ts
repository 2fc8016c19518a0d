import { expect, it } from "vitest";
import { isInside, rowsInside } from "./polygon.ts";

const horseshoe = [
  [0, 0],
  [3, 0],
  [3, 3],
  [2, 3],
  [2, 1],
  [1, 1],
  [1, 3],
  [0, 3],
] as const;

it("a place between the arms of a horseshoe is outside", () => {
  expect(isInside([1.5, 2], horseshoe)).toBe(false);
  expect(isInside([1.5, 0.5], horseshoe)).toBe(true);
  expect(isInside([0.5, 2.5], horseshoe)).toBe(true);
  expect(isInside([4, 0.5], horseshoe)).toBe(false);
});

it("the direction and the first corner don't matter", () => {
  for (const corners of [horseshoe.toReversed(), [...horseshoe.slice(3), ...horseshoe.slice(0, 3)]])
    expect(isInside([0.5, 2.5], corners)).toBe(true);
});

it("in a lasso that crosses itself, both loops are inside", () => {
  const eight = [
    [0, 0],
    [2, 2],
    [2, 0],
    [0, 2],
  ] as const;
  expect(isInside([0.2, 1], eight)).toBe(true);
  expect(isInside([1.8, 1], eight)).toBe(true);
  expect(isInside([1, 1.8], eight)).toBe(false);
});

it("the rows inside are in order", () => {
  expect(rowsInside(Float32Array.of(0.5, 0.5, 1.5, 2, 2.5, 2, -1, 0), horseshoe)).toEqual([0, 2]);
});
