import type { Place } from "./view.ts";

/** An index that finds the point nearest to a place. */
export interface Grid {
  /**
   * Returns the row nearest to a place, at most `radius` away, for which `counts` is true. If two are equally near, the one drawn
   * later wins.
   */
  nearest([x, y]: Place, radius: number, counts: (row: number) => boolean): number | undefined;
  /** Returns the rows between two corners for which `counts` is true, in order; undefined if there are more than `most`. */
  within(lower: Place, upper: Place, counts: (row: number) => boolean, most: number): readonly number[] | undefined;
}

/** Average number of points in a cell. */
const EACH = 4;
/** Points with larger coordinates than this have no finite position, and the grid leaves them out. */
const OUTSIDE = 1e5;

/** Makes a uniform grid over points [n, 2], in which each cell has a list of its rows. */
export function gridOf(points: Float32Array): Grid {
  const count = points.length / 2;
  let [left, right, bottom, top] = [0, 0, 0, 0];
  const isSomewhere = (row: number) => Math.abs(points[2 * row]!) < OUTSIDE && Math.abs(points[2 * row + 1]!) < OUTSIDE;
  for (let row = 0; row < count; row++) {
    if (!isSomewhere(row)) continue;
    const [x, y] = [points[2 * row]!, points[2 * row + 1]!];
    [left, right, bottom, top] = [Math.min(left, x), Math.max(right, x), Math.min(bottom, y), Math.max(top, y)];
  }
  const [width, height] = [right - left, top - bottom];
  // The second term limits the number of cells if the points are nearly on a line, whose area is almost 0.
  const cell = Math.max(Math.sqrt((width * height * EACH) / count), (Math.max(width, height) * EACH) / count) || 1;
  const [columns, lines] = [Math.ceil(width / cell) + 1, Math.ceil(height / cell) + 1];
  const columnOf = (x: number) => Math.min(columns - 1, Math.max(0, Math.floor((x - left) / cell)));
  const lineOf = (y: number) => Math.min(lines - 1, Math.max(0, Math.floor((y - bottom) / cell)));

  const starts = new Uint32Array(columns * lines + 1);
  const cells = new Uint32Array(count);
  for (let row = 0; row < count; row++) {
    cells[row] = lineOf(points[2 * row + 1]!) * columns + columnOf(points[2 * row]!);
    starts[cells[row]! + 1]!++;
  }
  for (let i = 1; i < starts.length; i++) starts[i]! += starts[i - 1]!;
  const next = starts.slice();
  const rows = new Uint32Array(count);
  for (let row = 0; row < count; row++) rows[next[cells[row]!]!++] = row;

  return {
    nearest([x, y], radius, counts) {
      let found: number | undefined;
      let least = radius * radius;
      for (let line = lineOf(y - radius); line <= lineOf(y + radius); line++)
        for (let column = columnOf(x - radius); column <= columnOf(x + radius); column++) {
          const at = line * columns + column;
          for (let i = starts[at]!; i < starts[at + 1]!; i++) {
            const row = rows[i]!;
            const distance = (points[2 * row]! - x) ** 2 + (points[2 * row + 1]! - y) ** 2;
            const isNearer = distance < least || (distance === least && row > (found ?? -1));
            if (isNearer && counts(row)) [found, least] = [row, distance];
          }
        }
      return found;
    },
    within([x1, y1], [x2, y2], counts, most) {
      const found: number[] = [];
      for (let line = lineOf(y1); line <= lineOf(y2); line++)
        for (let i = starts[line * columns + columnOf(x1)]!; i < starts[line * columns + columnOf(x2) + 1]!; i++) {
          const row = rows[i]!;
          const [x, y] = [points[2 * row]!, points[2 * row + 1]!];
          if (x < x1 || x > x2 || y < y1 || y > y2 || !counts(row)) continue;
          if (found.push(row) > most) return undefined;
        }
      return found.sort((a, b) => a - b);
    },
  };
}
