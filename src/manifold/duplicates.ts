import { OptionError } from "../core/errors.ts";
import { type NdArray, ndarray, sizeOf } from "../core/ndarray.ts";
import { knownOptions } from "../core/options.ts";
import { upperMedian } from "../core/statistics.ts";
import { shown } from "../core/words.ts";
import type { RunOptions } from "../models/index.ts";
import { nearestNeighbors } from "./neighbors.ts";

export interface DuplicatesOptions extends RunOptions {
  /** Rows no farther apart are near-duplicates; a tenth of the typical distance to a nearest row by default. */
  readonly distance?: number;
}

export interface Duplicates {
  /** Indices of rows that are near-duplicates of one another, directly or by way of others: the largest group first, each group's rows in their order. */
  readonly groups: readonly Int32Array[];
  /** How far apart two of them are at most. */
  readonly distance: number;
  /** The median distance of a row to the nearest one that isn't equal to it; 0 where there is none. */
  readonly typical: number;
}

/** Nearer than this share of the typical distance, two rows stand out as a pair: among evenly scattered points in 5 dimensions one in 100,000 does by chance. */
const SHARE = 0.1;
/** So many nearest rows of each are looked at; a group grows beyond that by its chains. */
const LOOKED_AT = 10;

/**
 * Near-duplicates among rows [n, …] (codings, or anything else): equal rows, and those within a distance of one another.
 * @throws OptionError where the distance is below 0; DataError as `nearestNeighbors`.
 */
export async function duplicates(rows: NdArray<"float32">, options: DuplicatesOptions = {}): Promise<Duplicates> {
  const { distance: wanted, ...run } = knownOptions("duplicates", options, { runtime: true, distance: true });
  if (wanted !== undefined && !(wanted >= 0)) throw new OptionError(`A distance is at least 0, but this is ${shown(wanted)}.`);
  const count = rows.shape[0]!;
  const width = sizeOf(rows.shape.slice(1));
  const parents = Int32Array.from({ length: count }, (_, row) => row);
  // Equal rows first, so that many of one kind don't crowd the rest out of each other's nearest ones.
  const kinds = new Map<string, number>();
  for (let row = 0; row < count; row++) {
    const key = rows.data.subarray(row * width, (row + 1) * width).join();
    const first = kinds.get(key);
    if (first === undefined) kinds.set(key, row);
    else unite(parents, first, row);
  }
  const firsts = Int32Array.from(kinds.values());
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

/** The row that stands for a row's group; the ways to it get shorter (Tarjan, 1975). */
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
