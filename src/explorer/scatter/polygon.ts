import type { Place } from "./view.ts";

/** Returns whether a place is inside a polygon or, if its sides cross, inside an odd number of its loops. */
export function isInside([x, y]: Place, corners: readonly Place[]): boolean {
  let inside = false;
  for (let i = 0, before = corners.length - 1; i < corners.length; before = i++) {
    const [[x1, y1], [x2, y2]] = [corners[before]!, corners[i]!];
    if (y1 > y !== y2 > y && x < x1 + ((x2 - x1) * (y - y1)) / (y2 - y1)) inside = !inside;
  }
  return inside;
}

/** Returns the rows of points [n, 2] inside a polygon, in order. */
export function rowsInside(points: Float32Array, corners: readonly Place[]): number[] {
  const [across, up] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
  const [left, right, bottom, top] = [Math.min(...across), Math.max(...across), Math.min(...up), Math.max(...up)];
  const rows: number[] = [];
  for (let row = 0; row < points.length / 2; row++) {
    const [x, y] = [points[2 * row]!, points[2 * row + 1]!];
    if (x >= left && x <= right && y >= bottom && y <= top && isInside([x, y], corners)) rows.push(row);
  }
  return rows;
}
