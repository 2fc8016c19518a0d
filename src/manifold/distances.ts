import type { NdArray } from "../core/ndarray.ts";

/**
 * Writes the squared distances of a row to all rows [n, width], in float64, into `distances` [n]. The distance to itself is
 * infinite.
 */
export function distancesFrom({ shape, data }: NdArray<"float32">, row: number, distances: Float64Array): void {
  const [count, width] = shape as [number, number];
  const first = row * width;
  for (let other = 0, at = 0; other < count; other++) {
    let square = 0;
    for (let column = 0; column < width; column++, at++) {
      const apart = data[first + column]! - data[at]!;
      square += apart * apart;
    }
    distances[other] = square;
  }
  distances[row] = Number.POSITIVE_INFINITY;
}

/**
 * Finds the rows with the smallest distances [n], nearest first, and writes as many as fit into `nearest`. Among equal distances
 * the first rows win.
 */
export function nearestOf(distances: Float64Array, nearest: Int32Array): void {
  const last = nearest.length - 1;
  let found = 0;
  for (let row = 0; row < distances.length; row++) {
    const distance = distances[row]!;
    if (found > last && distance >= distances[nearest[last]!]!) continue;
    let at = found > last ? last : found++;
    for (; at > 0 && distances[nearest[at - 1]!]! > distance; at--) nearest[at] = nearest[at - 1]!;
    nearest[at] = row;
  }
}

/** Returns the position of a row, from 1, in a stable sort of the rows by distance. */
export function rankOf(distances: Float64Array, row: number): number {
  const own = distances[row]!;
  let rank = 1;
  for (let other = 0; other < row; other++) if (distances[other]! <= own) rank++;
  for (let other = row + 1; other < distances.length; other++) if (distances[other]! < own) rank++;
  return rank;
}
