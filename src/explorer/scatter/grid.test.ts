import fc from "fast-check";
import { expect, it } from "vitest";
import { gridOf } from "./grid.ts";

const all = () => true;

it("finds the same point as a search through all points", () => {
  const coordinate = fc.float({ min: -1, max: 1, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(coordinate, { maxLength: 120 }),
      fc.tuple(coordinate, coordinate),
      fc.double({ min: 0.01, max: 3, noNaN: true }),
      (numbers, [x, y], radius) => {
        const points = Float32Array.from(numbers.slice(0, numbers.length & ~1));
        const counts = (row: number) => row % 3 !== 0;
        let [expected, least]: [number | undefined, number] = [undefined, radius * radius];
        for (let row = 0; row < points.length / 2; row++) {
          const distance = (points[2 * row]! - x) ** 2 + (points[2 * row + 1]! - y) ** 2;
          if (counts(row) && distance <= least) [expected, least] = [row, distance];
        }
        const found = gridOf(points).nearest([x, y], radius, counts);
        expect(found).toBe(expected);
      },
    ),
  );
});

it("finds the point drawn on top if two are at the same place", () => {
  expect(gridOf(Float32Array.of(0.5, 0.5, 0.5, 0.5)).nearest([0.5, 0.5], 0.1, all)).toBe(1);
});

it("finds no point farther away than the radius, and none if there are no points", () => {
  expect(gridOf(Float32Array.of(0, 0)).nearest([0.2, 0], 0.1, all)).toBeUndefined();
  expect(gridOf(new Float32Array(0)).nearest([0, 0], 1, all)).toBeUndefined();
});

it("finds points on one line, and points next to one far outside", () => {
  const line = Float32Array.from({ length: 2000 }, (_, i) => (i % 2 === 0 ? i / 1000 : 0));
  expect(gridOf(line).nearest([0.5, 0], 0.01, all)).toBe(250);
  expect(gridOf(Float32Array.of(0, 0, 1e6, 1e6, 1, 1)).nearest([1, 1], 0.1, all)).toBe(2);
});

it("finds the points between two corners, in order, unless there are too many", () => {
  const points = Float32Array.from({ length: 2000 }, (_, i) => Math.sin(i * 12.9898) * 3);
  const grid = gridOf(points);
  const expected = Array.from({ length: 1000 }, (_, i) => i).filter(
    (i) => i % 2 === 0 && points[2 * i]! >= -1 && points[2 * i]! <= 0.5 && points[2 * i + 1]! >= 0 && points[2 * i + 1]! <= 9,
  );
  expect(grid.within([-1, 0], [0.5, 9], (row) => row % 2 === 0, 1000)).toEqual(expected);
  expect(grid.within([-1, 0], [0.5, 9], () => true, 20)).toBeUndefined();
});
