import { DataError } from "../core/errors.ts";
import { expectFinite, placeIn } from "../core/finite.ts";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { gemm, input, sub } from "../graph/index.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { blocksOf, onRows } from "./blocks.ts";

/**
 * Statistics of rows: their number, their mean [width], and the sums of products of their deviations from the mean [width,
 * width].
 */
export interface Moments {
  count: number;
  readonly mean: Float64Array;
  readonly products: Float64Array;
}

export const noMoments = (width: number): Moments => ({
  count: 0,
  mean: new Float64Array(width),
  products: new Float64Array(width * width),
});

/**
 * Adds rows [n, width], uint8 (scaled to 0 … 1) or float32, without storing them. Blocks are multiplied in float32 after
 * subtracting their own means, so that a large mean costs no digits, and are summed in float64.
 */
export async function addRows(moments: Moments, rows: NdArray, runtime?: Runtime): Promise<void> {
  const width = rows.shape[1]!;
  const shift = input("shift", "float32", [1, width]);
  await onRows(
    rows,
    (fed) => {
      const deviations = sub(fed, shift);
      return { outputs: gemm(deviations, deviations, undefined, { transposeA: true }), inputs: [shift] };
    },
    async (program) => {
      for (const block of blocksOf(rows)) {
        const mean = meanOf(block);
        const about = Float32Array.from(mean);
        const { outputs } = await program.run({ rows: block, shift: ndarray("float32", [1, width], about) });
        const products = (outputs as NdArray<"float32">).data;
        merge(moments, block.shape[0]!, mean, about, products);
      }
    },
    runtime,
  );
}

/**
 * Adds a block by its number of rows, its mean, and its sums of products about a point near the mean. Source: Chan, Golub &
 * LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances", 1979.
 */
function merge(moments: Moments, count: number, mean: Float64Array, about: Float32Array, products: Float32Array): void {
  const total = moments.count + count;
  const apart = mean.map((value, i) => value - moments.mean[i]!);
  const off = mean.map((value, i) => value - about[i]!);
  const between = (moments.count * count) / total;
  for (let i = 0, at = 0; i < mean.length; i++) {
    for (let j = 0; j < mean.length; j++, at++)
      moments.products[at]! += products[at]! + between * apart[i]! * apart[j]! - count * off[i]! * off[j]!;
  }
  apart.forEach((distance, i) => {
    moments.mean[i]! += (distance * count) / total;
  });
  moments.count = total;
}

/** Returns the mean of rows [n, width], uint8 (scaled to 0 … 1) or float32. */
export function meanOf(block: NdArray): Float64Array {
  const [count, width] = block.shape as [number, number];
  const data = block.data as Uint8Array | Float32Array;
  const sums = new Float64Array(width);
  for (let start = 0; start < data.length; start += width) for (let i = 0; i < width; i++) sums[i]! += data[start + i]!;
  const scale = block.dtype === "uint8" ? 1 / 255 : 1;
  return sums.map((sum) => (sum * scale) / count);
}

/** Largest number whose products can be summed without exceeding float32. */
const LARGEST = 1e16;

/** @throws DataError with the row and column of the first number that isn't finite or is too large to be squared. */
export function expectSquarable(rows: NdArray): void {
  if (rows.dtype !== "float32") return;
  expectFinite(rows);
  const large = (rows.data as Float32Array).findIndex((value) => Math.abs(value) > LARGEST);
  if (large >= 0)
    throw new DataError(`R${placeIn(rows, large).slice(1)} is ${rows.data[large]}, too large to be squared. Divide that column.`);
}
