import { OptionError, ShapeError } from "../core/errors.ts";
import type { NdArray } from "../core/ndarray.ts";
import { permutation, random } from "../core/random.ts";
import type { RunOptions } from "../models/index.ts";
import { type Metric, nearestNeighbors, numbersOf } from "./neighbors.ts";

export interface QualityOptions extends RunOptions {
  /** Neighbours that are looked at, fewer than half of the rows; 5 by default, as in scikit-learn. */
  readonly neighbors?: number;
  /** Of the examples; "euclidean" by default. On the map it is always that. */
  readonly metric?: Metric;
  /** So many rows, chosen by the seed, stand for all; all by default. */
  readonly sample?: number;
  /** 42 by default. */
  readonly seed?: number;
}

/**
 * Whether neighbours on the map [n, k] are neighbours among the examples [n, …]: 1 where all are, less the farther away those are that aren't (Venna & Kaski, 2001;
 * scikit-learn's `trustworthiness`). Takes time as the square of the rows: `sample` helps.
 * @throws ShapeError where they have different numbers of rows; OptionError where neighbours aren't fewer than half of them.
 */
export function trustworthiness(
  examples: NdArray,
  map: NdArray,
  { metric = "euclidean", ...options }: QualityOptions = {},
): Promise<number> {
  return intrusion(examples, metric, map, "euclidean", options);
}

/** The other way round: whether neighbours among the examples are neighbours on the map. */
export function continuity(
  examples: NdArray,
  map: NdArray,
  { metric = "euclidean", ...options }: QualityOptions = {},
): Promise<number> {
  return intrusion(map, "euclidean", examples, metric, options);
}

/** 1 less what the neighbours in `shown` cost that aren't neighbours in `truth`: by how many others are nearer there. */
async function intrusion(
  truth: NdArray,
  metric: Metric,
  shown: NdArray,
  shownMetric: Metric,
  { neighbors = 5, sample, seed = 42, runtime }: Omit<QualityOptions, "metric">,
): Promise<number> {
  const { shape, data } = numbersOf(truth, metric);
  const [count, width] = shape as [number, number];
  if (shown.shape[0] !== count) throw new ShapeError(`There are ${count} examples, but ${shown.shape[0]} points on the map.`);
  if (!(Number.isInteger(neighbors) && neighbors >= 1 && neighbors < count / 2))
    throw new OptionError(
      `Neighbours are a whole number from 1 to less than half of the ${count} rows, but ${neighbors} are asked for.`,
    );
  const { indices } = await nearestNeighbors(shown, neighbors, { metric: shownMetric, runtime });
  const rows = sample === undefined || sample >= count ? undefined : permutation(count, random(seed)).subarray(0, sample);
  const measured = rows?.length ?? count;
  const distances = new Float64Array(count);
  let cost = 0;
  for (let at = 0; at < measured; at++) {
    const row = rows ? rows[at]! : at;
    for (let other = 0; other < count; other++) {
      let square = 0;
      for (let column = 0, a = row * width, b = other * width; column < width; column++, a++, b++)
        square += (data[a]! - data[b]!) ** 2;
      distances[other] = square;
    }
    distances[row] = Number.POSITIVE_INFINITY;
    for (let place = row * neighbors; place < (row + 1) * neighbors; place++) {
      const neighbor = indices.data[place]!;
      const own = distances[neighbor]!;
      let rank = 1;
      // Among equals the first rows are nearer, as in a stable sort.
      for (let other = 0; other < count; other++)
        if (distances[other]! < own || (distances[other] === own && other < neighbor)) rank++;
      cost += Math.max(0, rank - neighbors);
    }
  }
  return 1 - (cost * 2) / (measured * neighbors * (2 * count - 3 * neighbors - 1));
}

/**
 * The share of rows of a map [n, k] whose class [n] most of their nearest neighbours have (the nearest decides a tie): whether classes stay together.
 * @throws ShapeError where there isn't a label for each row.
 */
export async function neighborAccuracy(
  map: NdArray,
  labels: ArrayLike<number | string>,
  { neighbors = 10, runtime }: RunOptions & { readonly neighbors?: number } = {},
): Promise<number> {
  const count = map.shape[0] ?? 0;
  if (labels.length !== count) throw new ShapeError(`There are ${count} points on the map, but ${labels.length} labels.`);
  const { indices } = await nearestNeighbors(map, neighbors, { runtime });
  let right = 0;
  for (let row = 0; row < count; row++) {
    const votes = new Map<number | string, number>();
    for (const neighbor of indices.data.subarray(row * neighbors, (row + 1) * neighbors)) {
      const label = labels[neighbor]!;
      votes.set(label, (votes.get(label) ?? 0) + 1);
    }
    const [winner] = [...votes].reduce((best, vote) => (vote[1] > best[1] ? vote : best));
    if (winner === labels[row]) right++;
  }
  return right / count;
}
