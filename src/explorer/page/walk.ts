import type { Scatter } from "../scatter/index.ts";

/** Steps on the map in the directions of the arrow keys. y grows upwards. */
export const STEPS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] } as const;

/** Returns the step of an arrow key, or undefined for another key. */
export const stepOf = (key: string): readonly [number, number] | undefined =>
  Object.hasOwn(STEPS, key) ? STEPS[key as keyof typeof STEPS] : undefined;

/**
 * Finds the point nearest to `from` in a direction, in the quarter of the plane around the direction or, if it is empty, in the
 * half. Skips hidden points. Returns undefined if there is no point in that direction.
 * @param positions [n, 2].
 */
export function nearestTowards(
  positions: ArrayLike<number>,
  from: number,
  [dx, dy]: readonly [number, number],
  isShown: (row: number) => boolean,
): number | undefined {
  const [x, y] = [positions[2 * from]!, positions[2 * from + 1]!];
  let [inQuarter, inHalf]: (number | undefined)[] = [];
  let [quarterDistance, halfDistance] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let row = 0; row < positions.length / 2; row++) {
    const [across, up] = [positions[2 * row]! - x, positions[2 * row + 1]! - y];
    const along = across * dx + up * dy;
    if (along <= 0 || row === from || !isShown(row)) continue;
    const aside = Math.abs(across * dy - up * dx);
    const distance = Math.hypot(along, aside);
    if (aside <= along && distance < quarterDistance) [inQuarter, quarterDistance] = [row, distance];
    if (distance < halfDistance) [inHalf, halfDistance] = [row, distance];
  }
  return inQuarter ?? inHalf;
}

/** Finds the visible point nearest to a place, where moving begins. */
export function nearestTo(
  positions: ArrayLike<number>,
  [x, y]: readonly [number, number],
  isShown: (row: number) => boolean,
): number | undefined {
  let nearest: number | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (let row = 0; row < positions.length / 2; row++) {
    const distance = Math.hypot(positions[2 * row]! - x, positions[2 * row + 1]! - y);
    if (distance < least && isShown(row)) [nearest, least] = [row, distance];
  }
  return nearest;
}

/**
 * Returns the point that an arrow key leads to: the nearest in its direction or, if there is no point yet, the one in the middle.
 * Returns undefined for another key and at the edge.
 */
export function walked(
  key: string,
  ground: Pick<Scatter, "placed" | "middle">,
  from: number | undefined,
  isShown: (row: number) => boolean,
): number | undefined {
  const step = stepOf(key);
  if (!step) return undefined;
  return from === undefined
    ? nearestTo(ground.placed, ground.middle(), isShown)
    : nearestTowards(ground.placed, from, step, isShown);
}
