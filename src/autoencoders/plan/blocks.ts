import { GOLDEN } from "../../core/hold-out.ts";
import { type NdArray, ndarray, sizeOf } from "../../core/ndarray.ts";
import { sampleOf } from "../../core/rows.ts";
import { symmetricEigen } from "../../manifold/symmetric-eigen.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { Standards } from "../standardize.ts";
import { product } from "./principal.ts";

/** Maps at the places of a grid: [examples, height, width, maps]. */
interface Maps {
  readonly count: number;
  /** Number of examples, the first ones, from which the directions are learned. */
  readonly learned: number;
  readonly grid: readonly [height: number, width: number];
  readonly maps: number;
  readonly data: Float32Array;
}

/** The principal directions of blocks of neighbouring places in the maps of the level before. */
export interface BlockLevel {
  /** [maps before]: their means over all places. */
  readonly mean: Float32Array;
  /**
   * [numbers of a block, numbers of a block]: each row is a direction, the one with the largest squares first. The numbers of a
   * block are in the order of row, column and map.
   */
  readonly directions: Float32Array;
  /** The root of the mean square along each direction. */
  readonly sizes: Float64Array;
  /** Number of directions that the next level uses. */
  readonly carried: number;
  /** The mean square along each direction in held-out examples, summed over the blocks of an example. */
  readonly heldOut: Float64Array;
  /** Number of blocks in an example. */
  readonly places: number;
}

/** Directions of blocks of blocks. Each level halves the sides of the level before. */
export interface Blocks {
  readonly block: readonly [height: number, width: number];
  readonly levels: readonly BlockLevel[];
}

/** Maximum numbers of values and of examples that are used. */
const SAMPLE_NUMBERS = 2 ** 24;
const SAMPLE = 1500;
/** Share of the examples that is held out. */
const HELD = 1 / 8;
const isHeldOut = (example: number): boolean => (example * GOLDEN) % 1 < HELD;
/** Minimum size of a direction that isn't just rounding error. */
const LEAST = 1e-6;

/**
 * Finds the principal directions of blocks of 2 x 2 pixels, of blocks of 2 x 2 such blocks as described by their leading
 * directions, and so on. For sequences, the blocks are pairs of steps. Small blocks are learned from all places of all examples,
 * so they need fewer examples than the directions of whole examples.
 * @param examples [n, height, width, channels], or [n, time, 1, features].
 * @param carried by level, the maximum number of directions that the next level uses.
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

/** Returns the squared error of an example that is described by a number of directions of each block of a level. */
export function errorAt({ levels }: Blocks, level: number, codings: number): number {
  if (level >= levels.length) return Number.POSITIVE_INFINITY;
  const after = ({ heldOut }: BlockLevel, kept: number) => heldOut.subarray(kept).reduce((sum, square) => sum + square, 0);
  return levels.slice(0, level).reduce((sum, before) => sum + after(before, before.carried), after(levels[level]!, codings));
}

/** Returns the number of zeros before and after a number of steps with which the steps can be halved `levels` times. */
export function paddingFor(steps: number, levels: number): readonly [before: number, after: number] {
  const lacking = steps === 1 ? 0 : Math.ceil(steps / 2 ** levels) * 2 ** levels - steps;
  return [Math.floor(lacking / 2), Math.ceil(lacking / 2)];
}

/**
 * Returns examples as scaled float32, with zeros around them so that their sides can be halved. Numbers that aren't finite become
 * 0. Held-out examples come last.
 */
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

/** Returns the blocks, one in each row, relative to the means of the maps. */
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

/** Returns the sum of squares of each column over the places of an example, as the mean over the examples. */
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
