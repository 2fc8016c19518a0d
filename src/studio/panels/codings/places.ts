import type { NdArray } from "../../../core/ndarray.ts";

/** Converts a place on a map to codings that would lie there. */
export type CodingsAt = (place: readonly [number, number]) => Float32Array;

/** Converts places on a map of two codings: the place gives these two, and the others are set to their means. Exact. */
export const atPair =
  ([first, second]: readonly [number, number], mean: Float32Array): CodingsAt =>
  ([x, y]) => {
    const codings = mean.slice();
    // With one coding, both indices are the same and the vertical position means nothing, so x is set last.
    codings[second] = y;
    codings[first] = x;
    return codings;
  };

/**
 * Converts places on a map that is a linear function of the codings, such as PCA's, also after rotation, moving and scaling. The codings are fitted as a
 * linear function of the place by least squares over the points. For PCA this is its inverse.
 * @param codings float32 [n, codings]. @param map float32 [n, 2].
 */
export function onPlane(codings: NdArray<"float32">, map: NdArray<"float32">): CodingsAt {
  const [count = 0, width = 0] = codings.shape;
  const [centreX, centreY] = [0, 1].map((axis) => sumOf(count, (i) => map.data[2 * i + axis]!) / count) as [number, number];
  const x = (i: number) => map.data[2 * i]! - centreX;
  const y = (i: number) => map.data[2 * i + 1]! - centreY;
  const [xx, xy, yy] = [sumOf(count, (i) => x(i) * x(i)), sumOf(count, (i) => x(i) * y(i)), sumOf(count, (i) => y(i) * y(i))];
  const determinant = xx * yy - xy * xy;
  const isFlat = determinant > 1e-12 * xx * yy;
  const lines = Array.from({ length: width }, (_, k) => {
    const value = (i: number) => codings.data[i * width + k]!;
    const [xz, yz] = [sumOf(count, (i) => x(i) * value(i)), sumOf(count, (i) => y(i) * value(i))];
    return {
      mean: sumOf(count, value) / count,
      alongX: isFlat ? (xz * yy - yz * xy) / determinant : xz / (xx || 1),
      alongY: isFlat ? (yz * xx - xz * xy) / determinant : 0,
    };
  });
  return (place) =>
    Float32Array.from(lines, ({ mean, alongX, alongY }) => mean + alongX * (place[0] - centreX) + alongY * (place[1] - centreY));
}

/** Number of nearest points that determine the codings of a place. */
const NEAREST = 8;

/**
 * Converts places on a map that isn't a function of the codings, such as t-SNE's: returns the mean of the codings of the nearest points, weighted by the
 * inverse square of their distances. At a point, these are the codings of the point.
 */
export const fromNearest =
  (codings: NdArray<"float32">, map: NdArray<"float32">): CodingsAt =>
  ([x, y]) => {
    const [count = 0, width = 0] = codings.shape;
    const squares = Float64Array.from({ length: count }, (_, i) => (map.data[2 * i]! - x) ** 2 + (map.data[2 * i + 1]! - y) ** 2);
    const nearest = [...squares.keys()].sort((a, b) => squares[a]! - squares[b]!).slice(0, NEAREST);
    const floor = 1e-9 * (squares[nearest.at(-1)!] || 1);
    const weights = nearest.map((i) => 1 / (squares[i]! + floor));
    const all = weights.reduce((sum, weight) => sum + weight, 0);
    return Float32Array.from({ length: width }, (_, k) =>
      nearest.reduce((sum, row, i) => sum + (weights[i]! / all) * codings.data[row * width + k]!, 0),
    );
  };

function sumOf(count: number, value: (i: number) => number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += value(i);
  return sum;
}
