/** A shift and a scale, the same for all axes, after which the longest side of the data goes from -1 to 1. */
export interface Placement {
  readonly centre: readonly number[];
  readonly scale: number;
}

/** Coordinate of points without a finite position, far outside any view. */
const NOWHERE = 1e6;

/** Returns whether all numbers of the point that begins at index `at` are finite. */
function isPlace(positions: Float32Array, at: number, dimensions: number): boolean {
  for (let axis = 0; axis < dimensions; axis++) if (!Number.isFinite(positions[at + axis])) return false;
  return true;
}

/** Computes the placement of positions [n, dimensions]. Ignores points with a number that isn't finite. */
export function placementOf(positions: Float32Array, dimensions: number): Placement {
  const low = new Array<number>(dimensions).fill(Number.POSITIVE_INFINITY);
  const high = new Array<number>(dimensions).fill(Number.NEGATIVE_INFINITY);
  for (let at = 0; at < positions.length; at += dimensions) {
    if (!isPlace(positions, at, dimensions)) continue;
    for (let axis = 0; axis < dimensions; axis++) {
      const value = positions[at + axis]!;
      if (value < low[axis]!) low[axis] = value;
      if (value > high[axis]!) high[axis] = value;
    }
  }
  if (low[0] === Number.POSITIVE_INFINITY) return { centre: low.fill(0), scale: 1 };
  const sides = high.map((value, axis) => value - low[axis]!);
  return { centre: low.map((value, axis) => (value + high[axis]!) / 2), scale: 2 / (Math.max(...sides) || 2) };
}

/** Shifts and scales positions. */
export function placed(positions: Float32Array, { centre, scale }: Placement): Float32Array {
  const dimensions = centre.length;
  const moved = new Float32Array(positions.length).fill(NOWHERE);
  for (let at = 0; at < positions.length; at += dimensions) {
    if (!isPlace(positions, at, dimensions)) continue;
    for (let axis = 0; axis < dimensions; axis++) moved[at + axis] = (positions[at + axis]! - centre[axis]!) * scale;
  }
  return moved;
}

/** Converts a place back to data. */
export const dataOf = (place: readonly number[], { centre, scale }: Placement): number[] =>
  place.map((value, axis) => value / scale + centre[axis]!);

/**
 * Returns the extent of placed points from the middle along x and y. For points in space, it is the largest distance in any
 * direction.
 */
export function reach(points: Float32Array, dimensions: number): readonly [number, number] {
  let [x, y, radius] = [0, 0, 0];
  for (let i = 0; i < points.length; i += dimensions) {
    const [across, up, near] = [Math.abs(points[i]!), Math.abs(points[i + 1]!), dimensions === 3 ? points[i + 2]! : 0];
    if (Math.max(across, up, Math.abs(near)) >= NOWHERE) continue;
    if (across > x) x = across;
    if (up > y) y = up;
    radius = Math.max(radius, across * across + up * up + near * near);
  }
  return dimensions === 3 ? [Math.sqrt(radius), Math.sqrt(radius)] : [x, y];
}
