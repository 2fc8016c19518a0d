import type { Place, Size, View } from "./view.ts";

/** A rotation of points in space around the vertical axis, then towards the viewer, in radians. */
export interface Turn {
  readonly yaw: number;
  readonly pitch: number;
}

/** A rotation matrix. Its rows point to the right, upwards and towards the viewer. */
export type Rotation = readonly (readonly [number, number, number])[];

/** Distance of the viewer's eye from the middle of the points, whose coordinates are between -1 and 1. */
const EYE = 4;
/** Clip-space depth per unit. All visible depths fit into WebGL's range from -1 to 1. */
const DEPTH = 0.15;

export const STRAIGHT: Rotation = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];

export function rotationOf({ yaw, pitch }: Turn): Rotation {
  const [sinYaw, cosYaw, sinPitch, cosPitch] = [Math.sin(yaw), Math.cos(yaw), Math.sin(pitch), Math.cos(pitch)];
  return [
    [cosYaw, 0, sinYaw],
    [sinPitch * sinYaw, cosPitch, -sinPitch * cosYaw],
    [-cosPitch * sinYaw, sinPitch, cosPitch * cosYaw],
  ];
}

/** Returns the extent of the projected points for every rotation, if no point is farther than `radius` from the middle. */
export const reachOf = (radius: number): number => radius / Math.sqrt(1 - Math.min(0.9, radius / EYE) ** 2);

/** Projects points [n, 3] to the plane in front of the viewer [n, 2], with perspective. */
export function projected(points: Float32Array, [right, up, near]: Rotation): Float32Array {
  const flat = new Float32Array((points.length / 3) * 2);
  for (let i = 0, j = 0; i < points.length; i += 3, j += 2) {
    const [x, y, z] = [points[i]!, points[i + 1]!, points[i + 2]!];
    const w = 1 - (near![0] * x + near![1] * y + near![2] * z) / EYE;
    flat[j] = (right![0] * x + right![1] * y + right![2] * z) / w;
    flat[j + 1] = (up![0] * x + up![1] * y + up![2] * z) / w;
  }
  return flat;
}

/** Returns the point in space at a place of the projection, as far away as the middle of the points. */
export const unturned = ([right, up]: Rotation, [x, y]: Place): readonly number[] =>
  [0, 1, 2].map((i) => right![i]! * x + up![i]! * y);

/** Returns the matrix from placed points to WebGL's clip space, column by column. Points on a plane have no rotation. */
export function matrixOf(view: View, { width, height }: Size, rotation?: Rotation): Float32Array {
  const [right, up, near] = rotation ?? STRAIGHT;
  const toEye = rotation ? near!.map((value) => -value / EYE) : [0, 0, 0];
  const [across, upwards] = [height / (view.distance * width), 1 / view.distance];
  const column = (i: number) => [
    across * (right![i]! - view.x * toEye[i]!),
    upwards * (up![i]! - view.y * toEye[i]!),
    rotation ? -DEPTH * near![i]! : 0,
    toEye[i]!,
  ];
  return Float32Array.from([...column(0), ...column(1), ...column(2), -across * view.x, -upwards * view.y, 0, 1]);
}
