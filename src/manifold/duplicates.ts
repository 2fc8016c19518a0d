import { OptionError } from "../core/errors.ts";
import { type NdArray, ndarray, sizeOf } from "../core/ndarray.ts";
import { knownOptions } from "../core/options.ts";
import { upperMedian } from "../core/statistics.ts";
import { shown } from "../core/words.ts";
import type { RunOptions } from "../models/index.ts";
import { nearestNeighbors } from "./neighbors.ts";
import { firstTwins } from "./twins.ts";

/** Options of `duplicates`. */
export interface DuplicatesOptions extends RunOptions {
  /** Maximum distance between near-duplicates; by default a tenth of the typical distance to the nearest row. */
  readonly distance?: number;
}

/** Groups of near-duplicates. */
export interface Duplicates {
  /**
   * Groups of the indices of rows that are near-duplicates of one another, directly or through other rows. The largest group comes first, with
   * its rows in order.
   */
  readonly groups: readonly Int32Array[];
  /** Maximum distance between two near-duplicates. */
  readonly distance: number;
  /** Median distance of a row to the nearest row that isn't equal to it, or 0 if there is none. */
  readonly typical: number;
}

/**
 * Share of the typical distance below which two rows are duplicates. Of evenly scattered points in 5 dimensions, 1 in 100,000 is
 * that near by chance.
 */
const SHARE = 0.1;
/** Number of nearest rows of each row to check. Groups can grow larger through chains. */
const LOOKED_AT = 10;

/**
 * Finds near-duplicates among rows [n, …], such as codings: rows that are equal, and rows within a distance of each other.
 * @throws OptionError if the distance is below 0.
 * @throws DataError as `nearestNeighbors`.
 * @example
 * const { groups } = await duplicates(await autoencoder.encode(data));
 * for (const rows of groups) console.log([...rows]);
 */
export async function duplicates(rows: NdArray<"float32">, options: DuplicatesOptions = {}): Promise<Duplicates> {
  const { distance: wanted, ...run } = knownOptions("duplicates", options, { runtime: true, distance: true });
  if (wanted !== undefined && !(wanted >= 0)) throw new OptionError(`distance must be at least 0, but it is ${shown(wanted)}.`);
  const count = rows.shape[0]!;
  const width = sizeOf(rows.shape.slice(1));
  const parents = Int32Array.from({ length: count }, (_, row) => row);
  // Equal rows are found first. Otherwise many equal rows would fill the lists of nearest rows.
  const twins = firstTwins(rows);
  twins.forEach((first, row) => {
    unite(parents, first, row);
  });
  const firsts = twins.filter((first, row) => first === row);
  const k = Math.min(LOOKED_AT, firsts.length - 1);
  if (k < 1) return { groups: groupsOf(parents), distance: wanted ?? 0, typical: 0 };
  const distinct = new Float32Array(firsts.length * width);
  firsts.forEach((row, i) => {
    distinct.set(rows.data.subarray(row * width, (row + 1) * width), i * width);
  });
  const { indices, distances } = await nearestNeighbors(ndarray("float32", [firsts.length, width], distinct), k, {
    ...run,
    method: "exact",
  });
  const typical = upperMedian(Array.from(firsts, (_, i) => distances.data[i * k]!))!;
  const distance = wanted ?? SHARE * typical;
  distances.data.forEach((apart, i) => {
    if (apart <= distance) unite(parents, firsts[Math.floor(i / k)]!, firsts[indices.data[i]!]!);
  });
  return { groups: groupsOf(parents), distance, typical };
}

/** Returns the row that represents a row's group, and shortens the path to it (Tarjan, 1975). */
function rootOf(parents: Int32Array, row: number): number {
  let at = row;
  while (parents[at] !== at) {
    parents[at] = parents[parents[at]!]!;
    at = parents[at]!;
  }
  return at;
}

function unite(parents: Int32Array, a: number, b: number): void {
  const [one, other] = [rootOf(parents, a), rootOf(parents, b)];
  parents[Math.max(one, other)] = Math.min(one, other);
}

function groupsOf(parents: Int32Array): Int32Array[] {
  const groups = new Map<number, number[]>();
  for (let row = 0; row < parents.length; row++) {
    const root = rootOf(parents, row);
    const group = groups.get(root);
    if (group) group.push(row);
    else groups.set(root, [row]);
  }
  return [...groups.values()]
    .filter(({ length }) => length > 1)
    .toSorted((a, b) => b.length - a.length)
    .map((rows) => Int32Array.from(rows));
}
