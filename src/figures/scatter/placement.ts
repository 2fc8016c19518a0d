/** How data is moved and scaled, all axes alike, so that the longest side goes from -1 to 1. */
export interface Placement {
  readonly centre: readonly number[];
  readonly scale: number;
}

/** Where a point is put whose position is no number: far outside of any view. */
const NOWHERE = 1e6;

/** The placement of positions [n, dimensions]; what isn't finite counts nothing. */
export function placementOf(positions: Float32Array, dimensions: number): Placement {
  const low = new Array<number>(dimensions).fill(Number.POSITIVE_INFINITY);
  const high = new Array<number>(dimensions).fill(Number.NEGATIVE_INFINITY);
  for (let i = 0, axis = 0; i < positions.length; i++, axis = axis + 1 === dimensions ? 0 : axis + 1) {
    const value = positions[i]!;
    if (!Number.isFinite(value)) continue;
    if (value < low[axis]!) low[axis] = value;
    if (value > high[axis]!) high[axis] = value;
  }
  const sides = high.map((value, axis) => Math.max(0, value - low[axis]!));
  return {
    centre: low.map((value, axis) => (sides[axis]! > 0 || value === high[axis] ? (value + high[axis]!) / 2 : 0)),
    scale: 2 / (Math.max(...sides) || 2),
  };
}

/** Positions moved and scaled. */
export function placed(positions: Float32Array, { centre, scale }: Placement): Float32Array {
  const moved = new Float32Array(positions.length);
  for (let i = 0, axis = 0; i < positions.length; i++, axis = axis + 1 === centre.length ? 0 : axis + 1) {
    const value = (positions[i]! - centre[axis]!) * scale;
    moved[i] = Number.isFinite(value) ? value : NOWHERE;
  }
  return moved;
}

/** The data at a place. */
export const dataOf = (place: readonly number[], { centre, scale }: Placement): number[] =>
  place.map((value, axis) => value / scale + centre[axis]!);

/** How far placed points reach from the middle along x and y; in space, in all directions. */
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
