import { type NdArray, ndarray } from "../../../core/ndarray.ts";
import type { CodingsStatistics } from "./statistics.ts";

/** Margin of the surface around the range of the codings, as a share of that range. */
const MARGIN = 0.05;

/** Returns a net of codings over the range of two codings with `sides` meshes per side: float32 [(sides + 1)², 2], row by row. */
export function netOf({ low, high }: CodingsStatistics, sides: number): NdArray<"float32"> {
  const at = (axis: 0 | 1, step: number) => {
    const [from, to] = [low[axis]!, high[axis]!];
    return from + (to - from) * (-MARGIN + (1 + 2 * MARGIN) * (step / sides));
  };
  const steps = Array.from({ length: sides + 1 }, (_, step) => step);
  const knots = steps.flatMap((up) => steps.flatMap((across) => [at(0, across), at(1, up)]));
  return ndarray("float32", [(sides + 1) ** 2, 2], Float32Array.from(knots));
}

/** Returns codings along the range of one coding in equal steps: float32 [steps + 1, 1]. */
export function rangeOf({ low, high }: CodingsStatistics, steps: number): NdArray<"float32"> {
  const [from, to] = [low[0]!, high[0]!];
  const knots = Float32Array.from(
    { length: steps + 1 },
    (_, step) => from + (to - from) * (-MARGIN + (1 + 2 * MARGIN) * (step / steps)),
  );
  return ndarray("float32", [steps + 1, 1], knots);
}

/** Returns a line through decoded knots [n, 3] as two bands at right angles, so that it is visible from every side: corners of triangles, [3 t, 3]. */
export function beamOf(knots: Float32Array, width: number): Float32Array {
  const corners: number[] = [];
  for (let at = 0; at + 5 < knots.length; at += 3) {
    const [start, end] = [[...knots.subarray(at, at + 3)], [...knots.subarray(at + 3, at + 6)]];
    const along = start.map((value, axis) => end[axis]! - value);
    // The axis along which the line changes least.
    const least = along.map(Math.abs).indexOf(Math.min(...along.map(Math.abs)));
    const first = unit(
      cross(
        along,
        [0, 1, 2].map((axis) => (axis === least ? 1 : 0)),
      ),
    );
    for (const side of [first, unit(cross(along, first))]) {
      const beside = (point: readonly number[], sign: number) =>
        point.map((value, axis) => value + (sign * side[axis]! * width) / 2);
      const [a, b, c, d] = [beside(start, -1), beside(start, 1), beside(end, -1), beside(end, 1)];
      corners.push(...a, ...b, ...c, ...b, ...d, ...c);
    }
  }
  return Float32Array.from(corners);
}

const cross = ([a = 0, b = 0, c = 0]: readonly number[], [x = 0, y = 0, z = 0]: readonly number[]): number[] => [
  b * z - c * y,
  c * x - a * z,
  a * y - b * x,
];

function unit(vector: readonly number[]): number[] {
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}

/** Returns the corners of two triangles per mesh, [3 t, 3], for the decoded knots of a net, [(sides + 1)², 3]. */
export function trianglesOf(knots: Float32Array, sides: number): Float32Array {
  const knot = (across: number, up: number) => {
    const at = 3 * (up * (sides + 1) + across);
    return [...knots.subarray(at, at + 3)];
  };
  const corners: number[] = [];
  for (let up = 0; up < sides; up++)
    for (let across = 0; across < sides; across++) {
      const [a, b, c, d] = [knot(across, up), knot(across + 1, up), knot(across, up + 1), knot(across + 1, up + 1)];
      corners.push(...a, ...b, ...c, ...b, ...d, ...c);
    }
  return Float32Array.from(corners);
}

/** Returns lines from points [n, 3] to others [n, 3] as the two ends of each, [2 n, 3]. */
export function linesBetween(points: ArrayLike<number>, others: ArrayLike<number>): Float32Array {
  const ends = new Float32Array(2 * points.length);
  for (let row = 0; row < points.length / 3; row++)
    for (let axis = 0; axis < 3; axis++) {
      ends[6 * row + axis] = points[3 * row + axis]!;
      ends[6 * row + 3 + axis] = others[3 * row + axis]!;
    }
  return ends;
}
