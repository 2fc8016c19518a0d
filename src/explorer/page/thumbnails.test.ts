import { expect, it } from "vitest";
import { apartFrom, thumbnailSize } from "./thumbnails.ts";

it("of places that would overlap, the first stays", () => {
  const places = [
    [0, 0],
    [5, 5],
    [10, 0],
    [9, 20],
    [-3, -9.5],
    [-10, -4],
  ].map(([x, y], row) => ({ row, x: x!, y: y! }));
  expect(apartFrom(places, 10, 10).map(({ row }) => row)).toEqual([0, 2, 3, 5]);
});

it("no two of many places overlap, and each that was left out overlaps one", () => {
  const places = Array.from({ length: 500 }, (_, i) => ({
    x: 300 * Math.abs(Math.sin(i * 7.1)),
    y: 300 * Math.abs(Math.sin(i * 3.3)),
  }));
  const kept = apartFrom(places, 40, 20);
  const overlaps = (a: { x: number; y: number }) =>
    kept.filter((b) => a !== b && Math.abs(a.x - b.x) < 40 && Math.abs(a.y - b.y) < 20).length;
  expect(kept.every((one) => overlaps(one) === 0)).toBe(true);
  expect(places.filter((one) => !kept.includes(one)).every((one) => overlaps(one) > 0)).toBe(true);
});

it("a thumbnail has the shape of the picture", () => {
  expect(thumbnailSize({ width: 28, height: 28 })).toEqual([40, 40]);
  expect(thumbnailSize({ width: 64, height: 32 })).toEqual([40, 20]);
});
