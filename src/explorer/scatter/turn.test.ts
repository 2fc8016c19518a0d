import { expect, it } from "vitest";
import { matrixOf, projected, reachOf, rotationOf, unturned } from "./turn.ts";
import { screenOf } from "./view.ts";

const size = { width: 640, height: 480 };
const view = { x: 0.2, y: -0.1, distance: 0.8 };

/** Where WebGL draws a point: its clip place, in CSS pixels. */
function drawnAt(matrix: Float32Array, [x, y, z]: readonly number[]): number[] {
  const [across, up, , w] = [0, 1, 2, 3].map(
    (i) => matrix[i]! * x! + matrix[4 + i]! * y! + matrix[8 + i]! * z! + matrix[12 + i]!,
  ) as [number, number, number, number];
  return [((across / w + 1) / 2) * size.width, ((1 - up / w) / 2) * size.height];
}

const expectNear = (actual: readonly number[], expected: readonly number[]) => {
  for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, 3);
};

it("the matrix draws a point of the plane where screenOf says", () => {
  expectNear(drawnAt(matrixOf(view, size), [0.7, 0.3, 0]), screenOf(view, size, [0.7, 0.3]));
});

it("the matrix draws a point in space where its projection is", () => {
  const rotation = rotationOf({ yaw: 0.9, pitch: -0.4 });
  const point = [0.7, 0.3, -0.6];
  const [x, y] = projected(Float32Array.from(point), rotation);
  expectNear(drawnAt(matrixOf(view, size, rotation), point), screenOf(view, size, [x!, y!]));
});

it("turning by a quarter brings what is in front to the right, or down", () => {
  const front = Float32Array.of(0, 0, 1);
  expectNear([...projected(front, rotationOf({ yaw: Math.PI / 2, pitch: 0 }))], [1, 0]);
  expectNear([...projected(front, rotationOf({ yaw: 0, pitch: Math.PI / 2 }))], [0, -1]);
});

it("a rotation keeps lengths and angles", () => {
  const rotation = rotationOf({ yaw: 2.1, pitch: 0.7 });
  for (const [i, a] of rotation.entries())
    for (const [j, b] of rotation.entries()) expect(a[0] * b[0] + a[1] * b[1] + a[2] * b[2]).toBeCloseTo(i === j ? 1 : 0, 12);
});

it("what is nearer is drawn farther out, and no turn takes a point beyond its reach", () => {
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

it("a place of the plane, taken back into space, is drawn at that place", () => {
  const rotation = rotationOf({ yaw: 0.9, pitch: -0.4 });
  expectNear([...projected(Float32Array.from(unturned(rotation, [0.3, -0.2])), rotation)], [0.3, -0.2]);
});
