import type { Autoencoder } from "../autoencoders/autoencoder.ts";
import { OptionError } from "../core/errors.ts";
import { type NdArray, sliceRows } from "../core/ndarray.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { asRows, rowIndex } from "../core/rows.ts";
import { shown } from "../core/words.ts";
import { type Duplicates, duplicates } from "../manifold/duplicates.ts";
import { nearestNeighbors } from "../manifold/neighbors.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { encodeParts } from "./encode.ts";
import { dataFor, type MemoryData, partsInMemory } from "./example-parts.ts";
import { TASK_OPTIONS, type TaskOptions, withPrograms } from "./options.ts";

/** Options of `findSimilar`. */
export interface FindSimilarOptions extends TaskOptions {
  /** Row to compare with: the number of a row of the data (from 1), or other rows. */
  readonly to: number | MemoryData;
  /** Number of rows to find for each row. Default: 10. */
  readonly count?: number;
}

const SIMILAR_OPTIONS: OptionNames<FindSimilarOptions> = { ...TASK_OPTIONS, to: true, count: true };

/** Rows of data, the nearest first. */
export interface SimilarRows {
  /** Indices of the rows in the data, counted from 0. */
  readonly indices: Int32Array;
  /** Euclidean distances of their codings from those of the compared row. */
  readonly distances: Float32Array;
  /** With other rows to compare with: the index of the compared row for each found row. */
  readonly ofIndices?: Int32Array;
}

/**
 * Finds the rows of data whose codings are nearest to the codings of a row, or of each of several other rows. A row of the data
 * isn't found as similar to itself.
 * @param data - examples [n, …] in any form (`Data`).
 * @throws OptionError if there is no such row; the signal's reason.
 * @example
 * const { indices, distances } = await findSimilar(autoencoder, images, { to: 5, count: 3 });
 */
export async function findSimilar(autoencoder: Autoencoder, data: MemoryData, options: FindSimilarOptions): Promise<SimilarRows> {
  const { to, count, ...task } = knownOptions("findSimilar", options, SIMILAR_OPTIONS);
  return withPrograms(task, async (runtime) => {
    const codings = await codingsOf(autoencoder, data, { ...task, runtime });
    const near = typeof to === "number" ? indexOf(to, codings.shape[0]!) : await codingsOf(autoencoder, to, { ...task, runtime });
    return nearestRows(codings, near, { count, runtime });
  });
}

/** Options of `findDuplicates`. */
export interface FindDuplicatesOptions extends TaskOptions {
  /** Rows that aren't farther apart are near-duplicates. Default: a tenth of the median distance to the nearest row. */
  readonly distance?: number;
}

const DUPLICATES_OPTIONS: OptionNames<FindDuplicatesOptions> = { ...TASK_OPTIONS, distance: true };

/**
 * Finds groups of rows whose codings are equal or nearly equal, the largest group first.
 * @param data - examples [n, …] in any form (`Data`).
 * @throws OptionError if the distance is below 0; the signal's reason.
 * @example
 * const { groups, typical } = await findDuplicates(autoencoder, images);
 */
export async function findDuplicates(
  autoencoder: Autoencoder,
  data: MemoryData,
  options: FindDuplicatesOptions = {},
): Promise<Duplicates> {
  const { distance, ...task } = knownOptions("findDuplicates", options, DUPLICATES_OPTIONS);
  return withPrograms(task, async (runtime) =>
    duplicates(await codingsOf(autoencoder, data, { ...task, runtime }), { distance, runtime }),
  );
}

/** Encodes data in memory to codings [n, codings]. */
async function codingsOf(autoencoder: Autoencoder, data: MemoryData, task: TaskOptions): Promise<NdArray<"float32">> {
  const { encoder } = autoencoder.trained;
  const dataset = await dataFor(autoencoder, data, { ...task, shape: encoder.inputExampleShape });
  return asRows((await encodeParts(autoencoder, partsInMemory(dataset, encoder), task)).codings);
}

/** Converts the number of a row to its index. @throws OptionError if there is no such row. */
export function indexOf(row: number, total: number, name = "The data"): number {
  if (Number.isInteger(row) && row >= 1 && row <= total) return rowIndex(row);
  throw new OptionError(`${name}: there is no row ${row}. Give a row from 1 to ${total}.`);
}

/** Finds the rows of codings [n, codings] that are nearest to the row with an index, or to each of other rows [m, codings]. */
export async function nearestRows(
  codings: NdArray<"float32">,
  to: number | NdArray<"float32">,
  { count = 10, runtime }: { readonly count?: number; readonly runtime?: Runtime },
): Promise<SimilarRows> {
  const [total] = codings.shape as readonly [number];
  if (!Number.isInteger(count) || count < 1)
    throw new OptionError(`count must be a whole number of at least 1, but it is ${shown(count)}.`);
  const isRow = typeof to === "number";
  const of = isRow ? sliceRows(codings, to, to + 1) : to;
  const k = Math.min(count + (isRow ? 1 : 0), total);
  const { indices, distances } = await nearestNeighbors(codings, k, { of, runtime, method: "exact" });
  // The row itself is removed. If it isn't in the list because of equal rows, the farthest one is removed instead.
  const places = [...indices.data.keys()].filter((place) => !isRow || indices.data[place] !== to);
  const kept = isRow ? places.slice(0, k - 1) : places;
  return {
    indices: Int32Array.from(kept, (place) => indices.data[place]!),
    distances: Float32Array.from(kept, (place) => distances.data[place]!),
    ...(!isRow && { ofIndices: Int32Array.from(kept, (place) => Math.floor(place / k)) }),
  };
}

/** Computes the distance of each row from the first row of its group, one group after the other. */
export function distancesInGroups({ shape, data }: NdArray<"float32">, groups: readonly Int32Array[]): Float32Array {
  const width = shape[1]!;
  const apart = (a: number, b: number): number => {
    let square = 0;
    for (let i = 0; i < width; i++) square += (data[a * width + i]! - data[b * width + i]!) ** 2;
    return Math.sqrt(square);
  };
  return Float32Array.from(groups.flatMap((members) => Array.from(members, (row) => apart(row, members[0]!))));
}
