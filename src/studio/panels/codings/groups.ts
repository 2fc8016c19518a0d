/** The groups of points on a map. */
export interface Groups {
  /** The group of each point, or -1 if it is in none. The largest group is 0. */
  readonly of: Int32Array;
  readonly sizes: readonly number[];
}

/** A point with at least this many others within reach is inside a group. */
export const NEIGHBOURS = 8;
/** The reach is 1.4 times the distance to the eighth neighbour that three quarters of the points don't exceed. */
const [REACH, QUARTERS] = [1.4, 0.75];
/** Smallest size of a group, as a share of all points. */
const LEAST = 0.005;

/**
 * Finds groups by density (DBSCAN; Ester et al., 1996). Points that have at least eight others within reach, and that are within reach of each other, form a
 * group, together with the points at its edge. The reach depends on the distances on this map.
 * @param map the places of the points, [n, 2].
 */
export function groupsOf(map: Float32Array): Groups {
  const count = map.length / 2;
  const { near, isInside } = nearby(map, count);
  const of = new Int32Array(count).fill(-1);
  const sizes: number[] = [];
  for (let start = 0; start < count; start++) {
    if (!isInside(start) || of[start] !== -1) continue;
    const group = sizes.length;
    const waiting = [start];
    of[start] = group;
    let size = 0;
    for (let row = waiting.pop(); row !== undefined; row = waiting.pop()) {
      size++;
      if (!isInside(row)) continue;
      for (const other of near(row)) {
        if (of[other] !== -1) continue;
        of[other] = group;
        waiting.push(other);
      }
    }
    sizes.push(size);
  }
  return ordered(of, sizes, Math.max(NEIGHBOURS, LEAST * count));
}

function nearby(map: Float32Array, count: number) {
  const neighbours = Math.min(NEIGHBOURS, count - 1);
  const square = (a: number, b: number) => (map[2 * a]! - map[2 * b]!) ** 2 + (map[2 * a + 1]! - map[2 * b + 1]!) ** 2;
  // The distances of up to 200 points to their eighth neighbours determine the reach.
  const some = Array.from({ length: Math.min(count, 200) }, (_, i) => Math.floor((i * count) / Math.min(count, 200)));
  const usual = some
    .map((row) => Float64Array.from({ length: count }, (_, other) => square(row, other)).sort()[neighbours]!)
    .sort((a, b) => a - b)[Math.floor(QUARTERS * some.length)]!;
  const reach = Math.sqrt(usual || 1e-12) * REACH;
  const cells = new Map<string, number[]>();
  const cellOf = (row: number): [number, number] => [Math.floor(map[2 * row]! / reach), Math.floor(map[2 * row + 1]! / reach)];
  for (let row = 0; row < count; row++) {
    const key = cellOf(row).join();
    const cell = cells.get(key);
    if (cell) cell.push(row);
    else cells.set(key, [row]);
  }
  const near = (row: number): number[] => {
    const [x, y] = cellOf(row);
    const found: number[] = [];
    for (let dx = -1; dx <= 1; dx++)
      for (let dy = -1; dy <= 1; dy++)
        for (const other of cells.get(`${x + dx},${y + dy}`) ?? [])
          if (other !== row && square(row, other) <= reach * reach) found.push(other);
    return found;
  };
  const inside = Uint8Array.from({ length: count }, (_, row) => (near(row).length >= neighbours ? 1 : 0));
  return { near, isInside: (row: number) => inside[row] === 1 };
}

function ordered(of: Int32Array, sizes: readonly number[], least: number): Groups {
  const order = sizes.flatMap((size, group) => (size >= least ? [group] : [])).sort((a, b) => sizes[b]! - sizes[a]!);
  const place = new Int32Array(sizes.length).fill(-1);
  order.forEach((group, i) => {
    place[group] = i;
  });
  return { of: of.map((group) => (group < 0 ? -1 : place[group]!)), sizes: order.map((group) => sizes[group]!) };
}
