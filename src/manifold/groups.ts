import { type Column, MISSING, shortNumber } from "../core/columns.ts";
import { knownOptions } from "../core/options.ts";
import { countUpTo, upperMedian } from "../core/statistics.ts";

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
  const distances = some
    .map((row) => Float64Array.from({ length: count }, (_, other) => square(row, other)).sort()[neighbours]!)
    .filter(Number.isFinite);
  const usual = distances.sort((a, b) => a - b)[Math.floor(QUARTERS * distances.length)];
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

/** A group of points on a map, with a name that says what most of its rows have in common. */
export interface NamedGroup {
  /** "mostly 4s and 9s", "mostly country = AT", "mostly age 41 to 58", or "mixed" if no column sets the group apart. */
  readonly name: string;
  /** Share of all points that are in the group, 0 to 1. */
  readonly share: number;
  /** Medians of x and y over the group, in the units of the map. */
  readonly place: readonly [x: number, y: number];
}

/** The options of `namedGroups`. */
export interface NamedGroupsOptions {
  /** Maximum number of points to look at, evenly spread over the rows (default 10,000). */
  readonly most?: number;
}

/**
 * Finds the groups of points on a map (`groupsOf`), and names each by what sets it apart from all points: one or two labels or
 * values of a column, or a range of its numbers. The largest group is the first.
 * @param map places of the points, [n, 2].
 * @param columns values of the points, from `valuesOf`. Of two equally good columns, the name uses the first.
 * @example
 * namedGroups(tsne.map.data, [{ name: "country", ...valuesOf(countries) }]); // [{ name: "mostly country = AT", share: 0.4, … }]
 */
export function namedGroups(
  map: Float32Array,
  columns: readonly Column[],
  options: NamedGroupsOptions = {},
): readonly NamedGroup[] {
  const { most = 10_000 } = knownOptions("namedGroups", options, { most: true });
  const all = map.length / 2;
  const count = Math.min(all, most);
  const rows = Uint32Array.from({ length: count }, (_, i) => Math.floor((i * all) / count));
  const part = Float32Array.from({ length: 2 * count }, (_, i) => map[2 * rows[i >> 1]! + (i & 1)]!);
  const groups = groupsOf(part);
  const names = namesOfGroups(groups, columns, rows);
  const members = membersOf(groups);
  const median = (axis: 0 | 1, of: readonly number[]) => upperMedian(of.map((i) => part[2 * i + axis]!))!;
  return names.map((name, group) => ({
    name,
    share: groups.sizes[group]! / count,
    place: [median(0, members[group]!), median(1, members[group]!)],
  }));
}

/** A name must be true of this share of a group. */
const COVERED = 0.7;
/** That share must be larger by this factor than among all points. */
const APART = 1.3;
/** Numbers are divided into this many parts with equally many points, and a name is one part or two neighbouring ones. */
const PARTS = 5;

/** The values of a column as levels: the level of each point, and the name of some levels (ascending) in a group. */
interface Levels {
  readonly of: ArrayLike<number>;
  readonly count: number;
  /** Whether two levels can be named together. */
  fit(a: number, b: number): boolean;
  nameOf(levels: readonly number[], members: readonly number[]): string;
}

/**
 * Names the groups of `groupsOf` as `namedGroups` does.
 * @param rows the row in the columns of each point; by default, the points are the rows.
 */
export function namesOfGroups(groups: Groups, columns: readonly Column[], rows?: ArrayLike<number>): string[] {
  const points = groups.of.length;
  const rowOf = (i: number) => rows?.[i] ?? i;
  const members = membersOf(groups);
  const best = members.map(() => ({ name: "mixed", score: 0 }));
  for (const column of columns) {
    const { of, count, fit, nameOf } = levelsOf(column, points, rowOf);
    const counted = (some: ArrayLike<number>) => {
      const counts = new Float64Array(count);
      for (let i = 0; i < some.length; i++) counts[of[some[i]!]!]! += 1 / some.length;
      return counts;
    };
    const base = counted(Array.from({ length: points }, (_, i) => i));
    for (const [group, some] of members.entries()) {
      const shares = counted(some);
      const found = smallestCover(shares, fit);
      const [covered, usual] = [shares, base].map((of) => found.reduce((sum, level) => sum + of[level]!, 0)) as [number, number];
      const score = covered * Math.log2(covered / usual);
      if (found.length === 0 || covered < APART * usual || score <= best[group]!.score + 1e-9) continue;
      best[group] = { name: `mostly ${nameOf(found, some)}`, score };
    }
  }
  return best.map(({ name }) => name);
}

/** Returns the one or two levels that cover enough of a group, ascending; none if there are none. */
function smallestCover(shares: Float64Array, fit: Levels["fit"]): readonly number[] {
  const top = [...shares.keys()].sort((a, b) => shares[b]! - shares[a]!).slice(0, PARTS);
  if (shares[top[0]!]! >= COVERED) return [top[0]!];
  const pairs = top.flatMap((a) => top.filter((b) => a < b && fit(a, b)).map((b) => [a, b] as const));
  const shareOf = ([a, b]: readonly [number, number]) => shares[a]! + shares[b]!;
  const [first] = pairs.sort((a, b) => shareOf(b) - shareOf(a));
  return first && shareOf(first) >= COVERED ? first : [];
}

function levelsOf(column: Column, points: number, rowOf: (i: number) => number): Levels {
  const { name } = column;
  const isLabel = name === "label";
  if (column.kind === "classes") {
    const { names, classes } = column;
    const textOf = (level: number) => {
      const text = names[level] || "(empty)";
      return isLabel && /^-?\d+$/.test(text) ? `${text}s` : text;
    };
    return {
      of: Uint32Array.from({ length: points }, (_, i) => classes[rowOf(i)]!),
      count: names.length,
      fit: () => true,
      nameOf: (levels) =>
        isLabel
          ? levels.map(textOf).join(" and ")
          : `${name} = ${levels.map(textOf).join(" or ")}`.replace(`= ${MISSING}`, "missing"),
    };
  }
  const numbers = Float64Array.from({ length: points }, (_, i) => column.numbers[rowOf(i)]!);
  const sorted = numbers.filter((number) => !Number.isNaN(number)).sort();
  const cuts = Array.from({ length: PARTS - 1 }, (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / PARTS)] ?? 0);
  return {
    of: Uint8Array.from(numbers, (number) => (Number.isNaN(number) ? PARTS : countUpTo(cuts, number))),
    count: PARTS + 1,
    fit: (a, b) => b === a + 1 && b < PARTS,
    nameOf([level], members) {
      if (level === PARTS) return `${name} missing`;
      const there = Float64Array.from(members, (i) => numbers[i]!)
        .filter((number) => !Number.isNaN(number))
        .sort();
      // A tenth of the numbers at each end is left out.
      const [low, high] = [0.1, 0.9].map((part) => shortNumber(there[Math.floor(part * (there.length - 1))]!, column.isDate));
      return low === high ? `${name} = ${low}` : `${name} ${low} to ${high}`;
    },
  };
}

/** Returns the points of each group. */
export function membersOf({ of, sizes }: Groups): readonly (readonly number[])[] {
  const members = sizes.map((): number[] => []);
  of.forEach((group, i) => {
    if (group >= 0) members[group]!.push(i);
  });
  return members;
}
