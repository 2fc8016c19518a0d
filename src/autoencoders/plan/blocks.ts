import { GOLDEN } from "../../core/hold-out.ts";
import { type NdArray, ndarray, sizeOf } from "../../core/ndarray.ts";
import { sampleOf } from "../../core/rows.ts";
import { symmetricEigen } from "../../manifold/symmetric-eigen.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { Standards } from "../standardize.ts";
import { product } from "./principal.ts";

/** Maps at places of a grid: [examples, height, width, maps]. */
interface Maps {
  readonly count: number;
  /** How many of them, the first ones, are learned from. */
  readonly learned: number;
  readonly grid: readonly [height: number, width: number];
  readonly maps: number;
  readonly data: Float32Array;
}

/** The principal directions of blocks of neighbouring places of the maps before. */
export interface BlockLevel {
  /** [maps before]: their means over all places. */
  readonly mean: Float32Array;
  /** [blocks' numbers, blocks' numbers]: a row for each direction, the one of the largest squares first. A block's numbers go by row, column and map. */
  readonly directions: Float32Array;
  /** The root of the mean square along each direction. */
  readonly sizes: Float64Array;
  /** How many directions the next level sees. */
  readonly carried: number;
  /** The mean square along each direction of examples that the directions weren't learned from, one example's sum. */
  readonly heldOut: Float64Array;
  /** Blocks of an example. */
  readonly places: number;
}

/** Directions of blocks of blocks: each level halves the sides of the one before. */
export interface Blocks {
  readonly block: readonly [height: number, width: number];
  readonly levels: readonly BlockLevel[];
}

/** Numbers and examples that are looked at. */
const SAMPLE_NUMBERS = 2 ** 24;
const SAMPLE = 1500;
/** The share of the examples that is held out. */
const HELD = 1 / 8;
const isHeldOut = (example: number): boolean => (example * GOLDEN) % 1 < HELD;
/** Directions that count as there. */
const LEAST = 1e-6;

/**
 * The principal directions of blocks of 2 x 2 pixels, of blocks of 2 x 2 such blocks as their leading directions describe them, and so on; of sequences, of pairs of
 * steps. What is learned of small blocks is learned from all places of all examples, so it needs fewer examples than directions of whole ones.
 * @param examples [n, height, width, channels], or [n, time, 1, features].
 * @param carried by level, how many directions the next level sees at most.
 */
export async function blockDirections(
  examples: NdArray,
  {
    levels,
    carried,
    standards,
    runtime,
  }: {
    readonly levels: number;
    readonly carried: (level: number) => number;
    readonly standards?: Standards | undefined;
    readonly runtime?: Runtime | undefined;
  },
): Promise<Blocks> {
  const size = sizeOf(examples.shape.slice(1));
  let maps = padded(sampleOf(examples, Math.max(16, Math.min(SAMPLE, Math.floor(SAMPLE_NUMBERS / size)))), levels, standards);
  const block = [2, maps.grid[1] === 1 ? 1 : 2] as const;
  const found: BlockLevel[] = [];
  for (let level = 0; level < levels; level++) {
    const mean = meansOf(maps);
    const { rows, grid, width } = inBlocks(maps, mean, block);
    const places = grid[0] * grid[1];
    const learned = maps.learned * places;
    const learning = ndarray("float32", [learned, width], rows.subarray(0, learned * width));
    const products = Float64Array.from(await product(learning, learning, "columns", runtime));
    if (!products.every(Number.isFinite)) break;
    const { values, vectors } = symmetricEigen(products, width);
    const directions = Float32Array.from(vectors);
    const along = await product(
      ndarray("float32", [maps.count * places, width], rows),
      ndarray("float32", [width, width], directions),
      "rows",
      runtime,
    );
    const there = values.filter((value) => value > LEAST * Math.max(values[0]!, 1e-30)).length;
    const kept = Math.max(1, Math.min(there, carried(level)));
    found.push({
      mean,
      directions,
      sizes: values.map((value) => Math.sqrt(Math.max(0, value) / learned)),
      carried: kept,
      heldOut: squaresOf(learned < maps.count * places ? along.subarray(learned * width) : along, width, places),
      places,
    });
    maps = { ...maps, grid, maps: kept, data: firstColumns(along, width, kept) };
  }
  return { block, levels: found };
}

/** The squared error of an example that is described by so many directions of a level's blocks. */
export function errorAt({ levels }: Blocks, level: number, codings: number): number {
  if (level >= levels.length) return Number.POSITIVE_INFINITY;
  const after = ({ heldOut }: BlockLevel, kept: number) => heldOut.subarray(kept).reduce((sum, square) => sum + square, 0);
  return levels.slice(0, level).reduce((sum, before) => sum + after(before, before.carried), after(levels[level]!, codings));
}

/** How far zeros are put before and behind so many steps, so that they can be halved so many times. */
export function paddingFor(steps: number, levels: number): readonly [before: number, after: number] {
  const lacking = steps === 1 ? 0 : Math.ceil(steps / 2 ** levels) * 2 ** levels - steps;
  return [Math.floor(lacking / 2), Math.ceil(lacking / 2)];
}

/** Examples as float32, scaled, with zeros around so that their sides can be halved; what isn't finite is 0. Those that are held out come last. */
function padded({ shape, data, dtype }: NdArray, levels: number, standards: Standards | undefined): Maps {
  const [count, height, width, maps] = shape as readonly [number, number, number, number];
  const [[top, bottom], [left, right]] = [paddingFor(height, levels), paddingFor(width, levels)];
  const grid = [top + height + bottom, left + width + right] as const;
  const size = grid[0] * grid[1] * maps;
  const result = new Float32Array(count * size);
  const unit = dtype === "uint8" ? 1 / 255 : 1;
  const scales = standards?.scale.length ?? 1;
  const order = Int32Array.from({ length: count }, (_, i) => i).sort(
    (a, b) => Number(isHeldOut(a)) - Number(isHeldOut(b)) || a - b,
  );
  for (const [place, i] of order.entries()) {
    for (let y = 0; y < height; y++) {
      const from = (i * height + y) * width * maps;
      const to = place * size + ((top + y) * grid[1] + left) * maps;
      for (let at = 0; at < width * maps; at++) {
        const x = Number(data[from + at]) * unit;
        const scaled = standards ? (x - standards.center[at % scales]!) / standards.scale[at % scales]! : x;
        result[to + at] = Number.isFinite(scaled) ? scaled : 0;
      }
    }
  }
  return { count, learned: order.filter((i) => !isHeldOut(i)).length || count, grid, maps, data: result };
}

function meansOf({ maps, data }: Maps): Float32Array {
  const sums = new Float64Array(maps);
  for (let i = 0, map = 0; i < data.length; i++, map = map + 1 === maps ? 0 : map + 1) sums[map]! += data[i]!;
  return Float32Array.from(sums, (sum) => (sum * maps) / data.length);
}

/** Blocks side by side, a row each, about the maps' means. */
function inBlocks({ count, grid: [height, width], maps, data }: Maps, mean: Float32Array, [down, across]: Blocks["block"]) {
  const grid = [height / down, width / across] as const;
  const line = across * maps;
  const rows = new Float32Array(data.length);
  let to = 0;
  for (let i = 0; i < count; i++)
    for (let y = 0; y < grid[0]; y++)
      for (let x = 0; x < grid[1]; x++)
        for (let dy = 0; dy < down; dy++) {
          const from = ((i * height + y * down + dy) * width + x * across) * maps;
          for (let at = 0; at < line; at++) rows[to++] = data[from + at]! - mean[at % maps]!;
        }
  return { rows, grid, width: down * line };
}

/** The sum of squares of each column over an example's places, on average. */
function squaresOf(rows: Float32Array, width: number, places: number): Float64Array {
  const sums = new Float64Array(width);
  for (let i = 0, at = 0; i < rows.length; i++, at = at + 1 === width ? 0 : at + 1) sums[at]! += rows[i]! ** 2;
  return sums.map((sum) => (sum * width * places) / rows.length);
}

function firstColumns(rows: Float32Array, width: number, kept: number): Float32Array {
  const count = rows.length / width;
  const result = new Float32Array(count * kept);
  for (let i = 0; i < count; i++) result.set(rows.subarray(i * width, i * width + kept), i * kept);
  return result;
}
