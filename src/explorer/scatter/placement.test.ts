import { expect, it } from "vitest";
import { dataOf, placed, placementOf, reach } from "./placement.ts";

const positions = Float32Array.of(10, 5, 30, 15, 20, 7);

it("the longer side goes from -1 to 1, and both axes have the same scale", () => {
  const points = placed(positions, placementOf(positions, 2));
  expect([...points].map((value) => Math.round(value * 1e6) / 1e6)).toEqual([-1, -0.5, 1, 0.5, 0, -0.3]);
  expect(reach(points, 2)).toEqual([1, 0.5]);
});

it("a place can be converted back to its data", () => {
  const placement = placementOf(positions, 2);
  expect(dataOf([...placed(positions, placement)].slice(2, 4), placement)).toEqual([30, 15]);
});

it("the extent of points in space is the distance of the farthest from the middle", () => {
  expect(reach(Float32Array.of(0, 0, 1, -1, 0.5, -1), 3)[0]).toBeCloseTo(1.5, 6);
});

it("a single point is in the middle", () => {
  expect([...placed(Float32Array.of(7, -3), placementOf(Float32Array.of(7, -3), 2))]).toEqual([0, 0]);
});

it("points without a finite position are far outside and don't affect the others", () => {
  const broken = Float32Array.of(...positions, Number.NaN, 0, Number.POSITIVE_INFINITY, 1);
  const points = placed(broken, placementOf(broken, 2));
  expect([...points.subarray(0, 6)]).toEqual([...placed(positions, placementOf(positions, 2))]);
  expect(points[6]).toBeGreaterThan(1000);
  expect(reach(points, 2)).toEqual([1, 0.5]);
});

it("all points may be without a finite position", () => {
  const placement = placementOf(Float32Array.of(Number.NaN, 1), 2);
  expect(placement).toEqual({ centre: [0, 0], scale: 1 });
  expect(Math.min(...placed(Float32Array.of(Number.NaN, 1), placement))).toBeGreaterThan(1000);
});
