import { expect, it } from "vitest";
import { farApart } from "./thumbnails.ts";

const distance = (positions: ArrayLike<number>, i: number, j: number) =>
  Math.hypot(positions[2 * i]! - positions[2 * j]!, positions[2 * i + 1]! - positions[2 * j + 1]!);

it("every class gets a picture if there is space, even though the first class alone would fill the map", () => {
  // Ten classes, one after another, each spread over the whole map.
  const positions = Array.from({ length: 2000 }, (_, i) => (i * (i % 2 === 0 ? 0.618 : 0.414)) % 1);
  const groups = Array.from({ length: 10 }, (_, k) => Array.from({ length: 100 }, (_, i) => 100 * k + i));
  const chosen = farApart(positions, groups);
  expect(new Set(chosen.map((i) => Math.floor(i / 100))).size).toBe(10);
  // No two chosen points are near each other, and every point has a chosen point nearby.
  for (const [k, i] of chosen.entries())
    expect(Math.min(...chosen.slice(0, k).map((j) => distance(positions, i, j)))).toBeGreaterThan(Math.sqrt(0.02));
  for (let i = 0; i < 1000; i++)
    expect(Math.min(...chosen.map((j) => distance(positions, i, j)))).toBeLessThanOrEqual(Math.sqrt(0.02));
  expect(farApart(positions, groups)).toEqual(chosen);
});

it("two classes at the same place have one picture", () => {
  expect(farApart([0.5, 0.5, 0.51, 0.5], [[0], [1]])).toHaveLength(1);
});
