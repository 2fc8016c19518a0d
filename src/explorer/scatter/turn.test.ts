import { expect, it } from "vitest";
import { matrixOf, projected, reachOf, rotationOf, unturned } from "./turn.ts";
import { screenOf } from "./view.ts";

const size = { width: 640, height: 480 };
const view = { x: 0.2, y: -0.1, distance: 0.8 };

/** Computes where WebGL draws a point, from its position in clip space, in CSS pixels. */
function drawnAt(matrix: Float32Array, [x, y, z]: readonly number[]): number[] {
  const [across, up, , w] = [0, 1, 2, 3].map(
    (i) => matrix[i]! * x! + matrix[4 + i]! * y! + matrix[8 + i]! * z! + matrix[12 + i]!,
  ) as [number, number, number, number];
  return [((across / w + 1) / 2) * size.width, ((1 - up / w) / 2) * size.height];
}

const expectNear = (actual: readonly number[], expected: readonly number[]) => {
  for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, 3);
};

it("the matrix draws a point of the plane at the position of screenOf", () => {
  expectNear(drawnAt(matrixOf(view, size), [0.7, 0.3, 0]), screenOf(view, size, [0.7, 0.3]));
});

it("the matrix draws a point in space at its projection", () => {
  const rotation = rotationOf({ yaw: 0.9, pitch: -0.4 });
  const point = [0.7, 0.3, -0.6];
  const [x, y] = projected(Float32Array.from(point), rotation);
  expectNear(drawnAt(matrixOf(view, size, rotation), point), screenOf(view, size, [x!, y!]));
});

it("a quarter turn moves a point from the front to the right or down", () => {
  const front = Float32Array.of(0, 0, 1);
  expectNear([...projected(front, rotationOf({ yaw: Math.PI / 2, pitch: 0 }))], [1, 0]);
  expectNear([...projected(front, rotationOf({ yaw: 0, pitch: Math.PI / 2 }))], [0, -1]);
});

it("a rotation doesn't change lengths and angles", () => {
  const rotation = rotationOf({ yaw: 2.1, pitch: 0.7 });
  for (const [i, a] of rotation.entries())
    for (const [j, b] of rotation.entries()) expect(a[0] * b[0] + a[1] * b[1] + a[2] * b[2]).toBeCloseTo(i === j ? 1 : 0, 12);
});

it("nearer points are drawn farther out, and no rotation moves a point outside the extent", () => {
  const straight = rotationOf({ yaw: 0, pitch: 0 });
  expect(projected(Float32Array.of(0.5, 0, 0.5), straight)[0]).toBeGreaterThan(0.5);
  expect(projected(Float32Array.of(0.5, 0, -0.5), straight)[0]).toBeLessThan(0.5);
  const reached = Array.from({ length: 400 }, (_, i) =>
    projected(Float32Array.of(1, 1, 1), rotationOf({ yaw: i / 20, pitch: i / 7 })),
  );
  const farthest = Math.max(...reached.map(([x, y]) => Math.hypot(x!, y!)));
  expect(farthest).toBeLessThanOrEqual(reachOf(Math.sqrt(3)) + 1e-6);
  expect(farthest).toBeGreaterThan(0.97 * reachOf(Math.sqrt(3)));
});

it("a place of the plane, converted back to space, is drawn at the same place", () => {
  const rotation = rotationOf({ yaw: 0.9, pitch: -0.4 });
  expectNear([...projected(Float32Array.from(unturned(rotation, [0.3, -0.2])), rotation)], [0.3, -0.2]);
});
