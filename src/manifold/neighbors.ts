import { DataError, OptionError, ShapeError } from "../core/errors.ts";
import { expectFinite } from "../core/finite.ts";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { knownOptions } from "../core/options.ts";
import { permutation, random } from "../core/random.ts";
import { expectValues, oneOf } from "../core/rules.ts";
import { counted } from "../core/words.ts";
import {
  add,
  constant,
  constantOf,
  gather,
  gemm,
  input,
  reduceMin,
  reshape,
  smallest,
  type Tensor,
  toOnnx,
} from "../graph/index.ts";
import type { RunOptions } from "../models/index.ts";
import { withProgram } from "../runtime/default.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { ApproximateNeighbors } from "./approximate.node.ts";
import { asRows } from "./blocks.ts";
import { expectSquarable } from "./moments.ts";

/** Distance between two rows: the Euclidean distance, or 1 - the cosine of the angle between them. */
export type DistanceMetric = "euclidean" | "cosine";

export const METRIC = oneOf("euclidean", "cosine");

/** The nearest rows of each row, nearest first. */
export interface Neighbors {
  /** Indices of the nearest rows, [n, k]. */
  readonly indices: NdArray<"int32">;
  /** Distances to the nearest rows, [n, k]. */
  readonly distances: NdArray<"float32">;
  /** Share of the nearest rows that were found: 1 for an exact search, otherwise measured on 200 rows. */
  readonly recall: number;
}

/** Options of `nearestNeighbors`. */
export interface NeighborsOptions extends RunOptions {
  /** Distance between rows; "euclidean" by default. */
  readonly metric?: DistanceMetric;
  /**
   * "exact", or "approximate" with usearch, which must be installed. "auto" (the default) uses usearch from 120,000 rows if it is
   * installed.
   */
  readonly method?: "auto" | "exact" | "approximate";
  /**
   * Rows [m, width] whose neighbours are searched among the examples. By default the examples themselves, without counting a row
   * as its own neighbour.
   */
  readonly of?: NdArray;
}

/**
 * Number of rows from which usearch is faster. At this size, both take 12 s for rows of 30 numbers (2 cores), and exact search
 * grows quadratically.
 */
const APPROXIMATE_FROM = 120_000;
const RECALL_ROWS = 200;
/** Number of distances that are computed at a time, which take 4 MB. */
const DISTANCES = 1 << 20;
/** Minimum number of queries at a time, because products of fewer rows are slow. */
const LEAST_QUERIES = 16;
/** Number of rows in a bunch, which the first of two rounds considers together. */
const BUNCH = 16;

/**
 * Finds the k nearest rows of each row. By default the search is exact below 120,000 rows: it computes all distances as products
 * of matrices, block by block. For more rows, it uses usearch if that is installed.
 * @param examples float32 or uint8 (scaled to 0 … 1) [n, …], which are flattened.
 * @param k number of neighbours.
 * @throws OptionError if there are fewer than k other rows, or if usearch is requested but isn't installed.
 * @throws ShapeError if `of` has another width.
 * @throws DataError if a number isn't finite, or if a row of zeros has no angle. The message names the row.
 * @example
 * const { indices, distances } = await nearestNeighbors(codings, 10, { metric: "cosine" });
 */
export async function nearestNeighbors(examples: NdArray, k: number, options: NeighborsOptions = {}): Promise<Neighbors> {
  const names = { runtime: true, metric: true, method: true, of: true } as const;
  const { metric = "euclidean", method = "auto", of, runtime } = knownOptions("nearestNeighbors", options, names);
  expectValues({ metric, method }, { metric: METRIC, method: oneOf("auto", "exact", "approximate") });
  const rows = numbersOf(examples, metric);
  const queries = of ? numbersOf(of, metric) : rows;
  const [count, width] = rows.shape as [number, number];
  const [asked, askedWidth] = queries.shape as [number, number];
  if (askedWidth !== width)
    throw new ShapeError(
      `These rows have ${askedWidth} features, but the rows among which their neighbours are searched have ${width}. Give rows with the same features.`,
    );
  const others = of ? count : count - 1;
  if (!(Number.isInteger(k) && k >= 1 && k <= others))
    throw new OptionError(
      `The number of neighbours among ${count} rows must be a whole number from 1 to ${others}, but it is ${k}.`,
    );

  const approximate = await approximately(method, count);
  const indices = approximate
    ? withoutSelf(await approximate(rows, queries, of ? k : k + 1), of ? undefined : k, asked)
    : await exactly(rows, queries, k, !of, runtime);
  const found = byDistance(rows.data, queries.data, width, ndarray("int32", [asked, k], indices), metric);
  return { ...found, recall: approximate ? await recallOf(found, rows, queries, !of, runtime) : 1 };
}

/** Returns the approximate search to use, or undefined. @throws OptionError if it is requested but isn't installed. */
async function approximately(method: "auto" | "exact" | "approximate", count: number): Promise<ApproximateNeighbors | undefined> {
  if (method === "exact" || (method === "auto" && count < APPROXIMATE_FROM)) return undefined;
  const { usearchNeighbors } = await import("./approximate.node.ts");
  const found = await usearchNeighbors?.();
  if (!found && method === "approximate")
    throw new OptionError(
      "The package usearch, which finds approximate neighbours, isn't installed. With Node 22 or newer, run: npm install usearch",
    );
  return found;
}

/** Removes the row itself from lists of k + 1 rows, or the last row if it isn't among them. */
function withoutSelf(lists: Int32Array, k: number | undefined, count: number): Int32Array {
  if (k === undefined) return lists;
  const kept = new Int32Array(count * k);
  for (let row = 0; row < count; row++) {
    let at = row * k;
    for (let place = row * (k + 1); at < (row + 1) * k; place++) if (lists[place] !== row) kept[at++] = lists[place]!;
  }
  return kept;
}

/** Measures the share of the nearest rows that were found, on a sample. */
async function recallOf(
  { indices }: Pick<Neighbors, "indices">,
  rows: NdArray<"float32">,
  queries: NdArray<"float32">,
  areSame: boolean,
  runtime: Runtime | undefined,
): Promise<number> {
  const [asked, k] = indices.shape as [number, number];
  const sample = permutation(asked, random(1)).subarray(0, RECALL_ROWS);
  const width = rows.shape[1]!;
  const some = new Float32Array(sample.length * width);
  for (const [i, row] of sample.entries()) some.set(queries.data.subarray(row * width, (row + 1) * width), i * width);
  const more = areSame ? k + 1 : k;
  const truth = await exactly(rows, ndarray("float32", [sample.length, width], some), more, false, runtime);
  let right = 0;
  sample.forEach((row, i) => {
    const near = new Set(
      truth
        .subarray(i * more, (i + 1) * more)
        .filter((other) => !areSame || other !== row)
        .subarray(0, k),
    );
    right += indices.data.subarray(row * k, (row + 1) * k).filter((other) => near.has(other)).length;
  });
  return right / (sample.length * k);
}

/** Finds the k nearest rows of each query exactly, in blocks of all distances. Returns [m · k]. */
async function exactly(
  rows: NdArray<"float32">,
  queries: NdArray<"float32">,
  k: number,
  areSame: boolean,
  runtime: Runtime | undefined,
): Promise<Int32Array> {
  const [count, width] = rows.shape as [number, number];
  const asked = queries.shape[0]!;
  const mean = meanOf(rows);
  const padded = Math.ceil(count / BUNCH) * BUNCH;
  const points = ndarray("float32", [padded, width], about(mean, rows.data, new Float32Array(padded * width)));
  const wanted = areSame ? k + 1 : k;
  const block = Math.min(asked, Math.max(LEAST_QUERIES, Math.floor(DISTANCES / padded)));
  const some = ndarray("float32", [block, width], new Float32Array(block * width));
  const indices = new Int32Array(asked * k);
  await withProgram(runtime, searchProgram(points, count, block, wanted), async (program) => {
    for (let start = 0; start < asked; start += block) {
      const size = Math.min(block, asked - start);
      about(mean, queries.data.subarray(start * width, (start + size) * width), some.data);
      const found = await program.run({ queries: some, rows: points });
      for (let i = 0; i < size; i++) {
        let at = (start + i) * k;
        for (let place = i * wanted; at < (start + i + 1) * k; place++) {
          const row = rowFound(found, place, wanted);
          if (!areSame || row !== start + i) indices[at++] = row;
        }
      }
    }
  });
  return indices;
}

/**
 * Creates a graph of queries [block, width] and rows [n, width] that returns the indices of the nearest rows, in one or two
 * rounds.
 */
function searchProgram(points: NdArray<"float32">, count: number, block: number, wanted: number): Uint8Array {
  const [padded, width] = points.shape as [number, number];
  const queries = input("queries", "float32", [block, width]);
  const rows = input("rows", "float32", [padded, width]);
  // |q - r|² = |q|² - 2 q·r + |r|², where |q|² is the same for all rows. Rows that pad the last bunch are far from everything.
  const squares = Float32Array.from({ length: padded }, (_, i) => {
    const row = points.data.subarray(i * width, (i + 1) * width);
    return i < count ? row.reduce((sum, x) => sum + x * x, 0) / 2 : 1e37;
  });
  const halfSquares = constant(ndarray("float32", [1, padded], squares));
  const distances = gemm(queries, rows, halfSquares, { transposeB: true, alpha: -1 });
  const bunches = padded / BUNCH;
  if (bunches <= 2 * wanted)
    return toOnnx({ name: "neighbors", inputs: [queries, rows], outputs: { places: smallest(distances, wanted).places } });
  // The nearest rows lie in the bunches with the nearest minimum. Considering only these takes a tenth of the time.
  const best: Tensor = reshape(reduceMin(reshape(distances, [block, bunches, BUNCH]), 2), [block, bunches]);
  const chosen = smallest(best, wanted).places;
  const firsts = constantOf(
    "int32",
    [block, 1],
    Array.from({ length: block }, (_, i) => i * bunches),
  );
  const candidates = gather(reshape(distances, [block * bunches, BUNCH]), add(chosen, firsts));
  const { places } = smallest(reshape(candidates, [block, wanted * BUNCH]), wanted);
  return toOnnx({ name: "neighbors", inputs: [queries, rows], outputs: { places, chosen } });
}

/** Returns the row at a position of [block, wanted]. */
function rowFound({ places, chosen }: Record<string, NdArray>, at: number, wanted: number): number {
  const place = places!.data[at] as number;
  if (!chosen) return place;
  const bunch = chosen.data[at - (at % wanted) + Math.floor(place / BUNCH)] as number;
  return bunch * BUNCH + (place % BUNCH);
}

/** Computes the distances again in float64, without the cancellation of the products, and sorts the neighbours by them. */
function byDistance(
  rows: Float32Array,
  queries: Float32Array,
  width: number,
  indices: NdArray<"int32">,
  metric: DistanceMetric,
): Omit<Neighbors, "recall"> {
  const [count, k] = indices.shape as [number, number];
  const distances = new Float32Array(count * k);
  for (let i = 0; i < count; i++) {
    for (let place = 0; place < k; place++) {
      const row = indices.data[i * k + place]!;
      let square = 0;
      for (let column = 0; column < width; column++) square += (queries[i * width + column]! - rows[row * width + column]!) ** 2;
      const distance = metric === "cosine" ? square / 2 : Math.sqrt(square);
      let at = i * k + place;
      for (; at > i * k && distances[at - 1]! > distance; at--) {
        distances[at] = distances[at - 1]!;
        indices.data[at] = indices.data[at - 1]!;
      }
      distances[at] = distance;
      indices.data[at] = row;
    }
  }
  return { indices, distances: ndarray("float32", [count, k], distances) };
}

/** Converts examples to numbers [n, width]. For angles, each row is scaled to length 1. */
export function numbersOf(examples: NdArray, metric: DistanceMetric): NdArray<"float32"> {
  const rows = asRows(examples);
  const [count, width] = rows.shape as [number, number];
  if (count === 0) throw new DataError("There are no rows. Give at least one.");
  if (width === 0) throw new DataError(`The ${counted(count, "row")} have no features. Give rows with at least one number.`);
  if (metric === "cosine") expectFinite(rows);
  else expectSquarable(rows);
  const scale = rows.dtype === "uint8" ? 1 / 255 : 1;
  const numbers = new Float32Array(rows.data as Float32Array);
  if (scale !== 1) for (let at = 0; at < numbers.length; at++) numbers[at]! *= scale;
  if (metric === "cosine") {
    for (let row = 0; row < count; row++) {
      const own = numbers.subarray(row * width, (row + 1) * width);
      const length = Math.hypot(...own);
      if (length === 0)
        throw new DataError(
          `Row ${row} (counted from 0) is all zeros, which has no angle. Remove it, or use the euclidean metric.`,
        );
      for (let i = 0; i < width; i++) own[i]! /= length;
    }
  }
  return ndarray("float32", [count, width], numbers);
}

function meanOf({ shape: [count, width], data }: NdArray<"float32">): Float64Array {
  const mean = new Float64Array(width!);
  for (let at = 0; at < data.length; at++) mean[at % width!]! += data[at]! / count!;
  return mean;
}

/** Writes rows minus a point. */
function about(mean: Float64Array, data: Float32Array, to: Float32Array): Float32Array {
  for (let at = 0; at < data.length; at++) to[at] = data[at]! - mean[at % mean.length]!;
  return to;
}
