/** Groups of points on a map. */
export interface Groups {
  /** Each point's group, or -1 where it is in none. The largest group is 0. */
  readonly of: Int32Array;
  readonly sizes: readonly number[];
}

/** A point with so many others near it is inside a group. */
export const NEIGHBOURS = 8;
/** Near is up to so many times the distance that three quarters of the points have to their eighth neighbour. */
const [REACH, QUARTERS] = [1.4, 0.75];
/** Smaller groups, as a share of all points, are none. */
const LEAST = 0.005;

/**
 * Groups by density (Ester et al., 1996, DBSCAN): points with eight others within reach belong together where they are within each other's reach, and
 * those at the edge belong to the nearest of them. The reach is what is usual on this map.
 * @param map the points' places, [n, 2].
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
  // The distance to the eighth neighbour of some points says what is usual.
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
