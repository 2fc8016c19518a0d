import { DataError, OptionError, ShapeError } from "../core/errors.ts";
import { type NdArray, ndarray } from "../core/ndarray.ts";
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
import { defaultRuntime } from "../runtime/default.ts";
import { asRows } from "./blocks.ts";

/** How far apart two rows are: in a straight line, or 1 - the cosine of the angle between them. */
export type Metric = "euclidean" | "cosine";

/** The nearest rows of each row: their numbers and how far away they are, nearest first. */
export interface Neighbors {
  /** [n, k] */
  readonly indices: NdArray<"int32">;
  /** [n, k] */
  readonly distances: NdArray<"float32">;
}

export interface NeighborsOptions extends RunOptions {
  /** "euclidean" by default. */
  readonly metric?: Metric;
  /** Rows [m, width] whose neighbours among the examples are looked for; the examples themselves by default, of which none is its own neighbour. */
  readonly of?: NdArray;
}

/** Distances computed at a time: 4 MB of them. */
const DISTANCES = 1 << 20;
/** So many rows are looked at together in the first of two rounds. */
const BUNCH = 16;

/**
 * The k nearest rows of each row, exactly: all distances, as products of matrices, block after block, and the smallest of them. Examples are
 * float32 or uint8 (counted from 0 to 1) [n, …], flattened.
 * @throws OptionError where there are no k others; ShapeError where `of` has another width; DataError where a number isn't finite (naming row
 * and column), or a row of zeros has no angle.
 */
export async function nearestNeighbors(
  examples: NdArray,
  k: number,
  { metric = "euclidean", of, runtime }: NeighborsOptions = {},
): Promise<Neighbors> {
  const rows = numbersOf(examples, metric);
  const queries = of ? numbersOf(of, metric) : rows;
  const [count, width] = rows.shape as [number, number];
  const [asked, askedWidth] = queries.shape as [number, number];
  if (askedWidth !== width)
    throw new ShapeError(`The examples have ${width} features, the rows whose neighbours are asked for ${askedWidth}.`);
  const others = of ? count : count - 1;
  if (!(Number.isInteger(k) && k >= 1 && k <= others))
    throw new OptionError(`Neighbours are a whole number from 1 to ${others}, of ${count} rows, but ${k} are asked for.`);

  const mean = meanOf(rows);
  const padded = Math.ceil(count / BUNCH) * BUNCH;
  const points = ndarray("float32", [padded, width], about(mean, rows.data, new Float32Array(padded * width)));
  const wanted = of ? k : k + 1;
  const block = Math.max(1, Math.min(asked, Math.floor(DISTANCES / padded)));
  const program = await (runtime ?? (await defaultRuntime())).compile(searchProgram(points, count, block, wanted));
  const some = ndarray("float32", [block, width], new Float32Array(block * width));
  const indices = new Int32Array(asked * k);
  try {
    for (let start = 0; start < asked; start += block) {
      const size = Math.min(block, asked - start);
      about(mean, queries.data.subarray(start * width, (start + size) * width), some.data);
      const found = await program.run({ queries: some, rows: points });
      for (let i = 0; i < size; i++) {
        let at = (start + i) * k;
        for (let place = i * wanted; at < (start + i + 1) * k; place++) {
          const row = rowFound(found, place, wanted);
          if (of || row !== start + i) indices[at++] = row;
        }
      }
    }
  } finally {
    await program.close();
  }
  return byDistance(rows.data, queries.data, width, ndarray("int32", [asked, k], indices), metric);
}

/** A graph of queries [block, width] and rows [n, width]: the places of the nearest rows, in one round or two. */
function searchProgram(points: NdArray<"float32">, count: number, block: number, wanted: number): Uint8Array {
  const [padded, width] = points.shape as [number, number];
  const queries = input("queries", "float32", [block, width]);
  const rows = input("rows", "float32", [padded, width]);
  // |q - r|² = |q|² - 2 q·r + |r|², of which |q|² is the same for all rows. Rows that fill up the last bunch are far from everything.
  const squares = Float32Array.from({ length: padded }, (_, i) => {
    const row = points.data.subarray(i * width, (i + 1) * width);
    return i < count ? row.reduce((sum, x) => sum + x * x, 0) / 2 : 1e37;
  });
  const halfSquares = constant(ndarray("float32", [1, padded], squares));
  const distances = gemm(queries, rows, halfSquares, { transposeB: true, alpha: -1 });
  const bunches = padded / BUNCH;
  if (bunches <= 2 * wanted)
    return toOnnx({ name: "neighbors", inputs: [queries, rows], outputs: { places: smallest(distances, wanted).places } });
  // The nearest rows lie in the bunches whose own nearest is nearest: looking at these alone takes a tenth of the time.
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

/** The row that was found in a place of [block, wanted]. */
function rowFound({ places, chosen }: Record<string, NdArray>, at: number, wanted: number): number {
  const place = places!.data[at] as number;
  if (!chosen) return place;
  const bunch = chosen.data[at - (at % wanted) + Math.floor(place / BUNCH)] as number;
  return bunch * BUNCH + (place % BUNCH);
}

/** Distances computed anew in float64, without the products' cancellation, and the neighbours sorted by them. */
function byDistance(
  rows: Float32Array,
  queries: Float32Array,
  width: number,
  indices: NdArray<"int32">,
  metric: Metric,
): Neighbors {
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

/** Examples as numbers [n, width]; for angles, each row of length 1. */
export function numbersOf(examples: NdArray, metric: Metric): NdArray<"float32"> {
  const rows = asRows(examples);
  const [count, width] = rows.shape as [number, number];
  if (count === 0) throw new DataError("There are no rows.");
  const scale = rows.dtype === "uint8" ? 1 / 255 : 1;
  const numbers = new Float32Array(rows.data as Float32Array);
  if (scale !== 1) for (let at = 0; at < numbers.length; at++) numbers[at]! *= scale;
  const bad = numbers.findIndex((x) => !Number.isFinite(x));
  if (bad >= 0)
    throw new DataError(
      `Row ${Math.floor(bad / width)}, column ${bad % width} is ${numbers[bad]} (counted from 0). Remove or fill such rows.`,
    );
  if (metric === "cosine") {
    for (let row = 0; row < count; row++) {
      const own = numbers.subarray(row * width, (row + 1) * width);
      const length = Math.hypot(...own);
      if (length === 0)
        throw new DataError(
          `Row ${row} (counted from 0) is all zeros, which has no angle. Remove it, or take the euclidean metric.`,
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

/** Writes rows about a point. */
function about(mean: Float64Array, data: Float32Array, to: Float32Array): Float32Array {
  for (let at = 0; at < data.length; at++) to[at] = data[at]! - mean[at % mean.length]!;
  return to;
}
