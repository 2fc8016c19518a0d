import { type NdArray, ndarray } from "../../../core/ndarray.ts";
import type { CodingsStatistics } from "./statistics.ts";

/** The surface reaches so far beyond the examples' codings, as a part of their range. */
const MARGIN = 0.05;

/** A net of codings over the range of two, with `sides` meshes a side: float32 [(sides + 1)², 2], row by row. */
export function netOf({ low, high }: CodingsStatistics, sides: number): NdArray<"float32"> {
  const at = (axis: 0 | 1, step: number) => {
    const [from, to] = [low[axis]!, high[axis]!];
    return from + (to - from) * (-MARGIN + (1 + 2 * MARGIN) * (step / sides));
  };
  const steps = Array.from({ length: sides + 1 }, (_, step) => step);
  const knots = steps.flatMap((up) => steps.flatMap((across) => [at(0, across), at(1, up)]));
  return ndarray("float32", [(sides + 1) ** 2, 2], Float32Array.from(knots));
}

/** The corners of two triangles a mesh, [3 t, 3], of a net's decoded knots [(sides + 1)², 3]. */
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

/** Lines from points [n, 3] to others [n, 3]: both ends of each, [2 n, 3]. */
export function linesBetween(points: ArrayLike<number>, others: ArrayLike<number>): Float32Array {
  const ends = new Float32Array(2 * points.length);
  for (let row = 0; row < points.length / 3; row++)
    for (let axis = 0; axis < 3; axis++) {
      ends[6 * row + axis] = points[3 * row + axis]!;
      ends[6 * row + 3 + axis] = others[3 * row + axis]!;
    }
  return ends;
}
