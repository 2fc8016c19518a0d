import { type NdArray, ndarray } from "../core/ndarray.ts";
import { quantile } from "../core/statistics.ts";
import { add, cast, clip, constant, constantOf, div, gather, reduceMean, sub, type Tensor } from "../graph/index.ts";

/** A histogram of each column: how rare its values are by themselves, whatever the other columns hold. */
export interface Histograms {
  /** [columns]: where the first inner bin begins. */
  readonly low: NdArray<"float32">;
  /** [columns]: the width of an inner bin. */
  readonly width: NdArray<"float32">;
  /** [columns, bins]: -log of the share of the rows in each bin; the first and the last bin hold the values outside of the inner ones. */
  readonly rarity: NdArray<"float32">;
}

/** Bins between the two outer ones. */
const INNER = 16;
const BINS = INNER + 2;
/** The share of the values on either side that lies in an outer bin. */
const TAIL = 0.025;
/** The inner bins have at least this width together, in units of the column. A column that varies less varies by rounding only. */
const LEAST = 0.1;
/** The inner bins reach this share of their width beyond the last inner value, so that rounding doesn't move that value out. */
const MARGIN = 1e-4;

/** Counts the values of scaled rows [n, columns] without missing values, as HBOS does (Goldstein and Dengel, 2012). */
export function histogramsOf({ shape: [count, columns], data }: NdArray<"float32">): Histograms {
  const low = new Float32Array(columns!);
  const width = new Float32Array(columns!);
  const rarity = new Float32Array(columns! * BINS);
  for (let column = 0; column < columns!; column++) {
    const values = Float32Array.from({ length: count! }, (_, row) => data[row * columns! + column]!);
    const sorted = values.slice().sort();
    const [lower, upper] = [TAIL, 1 - TAIL].map((share) => quantile(sorted, share)) as [number, number];
    const [from, to] = upper > lower ? [lower, upper] : [sorted[0]!, sorted.at(-1)!];
    const inner = Math.max(to - from, LEAST);
    low[column] = inner > to - from ? (from + to - inner) / 2 : from;
    width[column] = (inner / INNER) * (1 + MARGIN);
    const counts = new Float64Array(BINS);
    for (const value of values) counts[binOf(value, low[column]!, width[column]!)]! += 1;
    // Half a row more in each bin, so that an empty one is rare, not impossible.
    counts.forEach((rows, bin) => {
      rarity[column * BINS + bin] = -Math.log((rows + 0.5) / (count! + BINS / 2));
    });
  }
  return {
    low: ndarray("float32", [columns!], low),
    width: ndarray("float32", [columns!], width),
    rarity: ndarray("float32", [columns!, BINS], rarity),
  };
}

const binOf = (value: number, low: number, width: number): number =>
  Math.floor(Math.min(Math.max(Math.fround(Math.fround(value - low) / width), -1), INNER)) + 1;

/** The mean rarity of the values of scaled rows [batch, columns] without missing values: [batch]. */
export function meanRarity(rows: Tensor, { low, width, rarity }: Histograms): Tensor {
  const columns = low.shape[0]!;
  const place = clip(div(sub(rows, constant(low, "histogramLow")), constant(width, "histogramWidth")), -1, INNER);
  // Shifted by one all places are positive, where a cast rounds down.
  const bins = cast(add(place, 1), "int32");
  const first = Array.from({ length: columns }, (_, column) => column * BINS);
  const all = constant(ndarray("float32", [columns * BINS], rarity.data), "rarity");
  return reduceMean(gather(all, add(bins, constantOf("int32", [columns], first))), [1]);
}
