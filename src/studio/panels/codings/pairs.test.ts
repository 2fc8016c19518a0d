import { expect, it } from "vitest";
import { ndarray } from "../../../core/ndarray.ts";
import { pairOf, spreadOf } from "./pairs.ts";

it("uses two codings as a map, in the given order", () => {
  const codings = ndarray("float32", [2, 3], Float32Array.of(1, 2, 3, 4, 5, 6));
  expect([...pairOf(codings, [2, 0]).data]).toEqual([3, 1, 6, 4]);
});

it("uses one coding as the horizontal position, with a random vertical position that stays the same for each row", () => {
  const first = spreadOf(ndarray("float32", [4, 1], Float32Array.of(0, 10, 5, 5)));
  expect([0, 1, 2, 3].map((row) => first.data[2 * row])).toEqual([0, 10, 5, 5]);
  const up = [0, 1, 2, 3].map((row) => first.data[2 * row + 1]!);
  expect(new Set(up).size).toBe(4);
  for (const value of up) expect(Math.abs(value)).toBeLessThanOrEqual(1.5);
  const twice = spreadOf(ndarray("float32", [4, 1], Float32Array.of(0, 20, 3, 5)));
  for (const row of [0, 1, 2, 3]) expect(twice.data[2 * row + 1]).toBeCloseTo(2 * up[row]!, 5);
});
