import { OptionError, ShapeError } from "../core/errors.ts";
import type { NdArray } from "../core/ndarray.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { permutation, random } from "../core/random.ts";
import { distancesFrom, nearestOf, rankOf } from "./distances.ts";
import { type DistanceMetric, numbersOf } from "./neighbors.ts";

/** Options of `trustworthiness` and `continuity`. */
export interface QualityOptions {
  /** Number of neighbours to compare, fewer than half of the rows; 5 by default, as in scikit-learn. */
  readonly neighbors?: number;
  /** Distance between examples; "euclidean" by default. Distances on the map are always Euclidean. */
  readonly metric?: DistanceMetric;
  /** Number of randomly chosen rows that represent all rows; all rows by default. */
  readonly sample?: number;
  /** Seed of the sample; 42 by default. */
  readonly seed?: number;
}

const QUALITY_OPTIONS: OptionNames<QualityOptions> = { neighbors: true, metric: true, sample: true, seed: true };

/**
 * Measures whether neighbours on the map [n, k] are also neighbours among the examples [n, …] (Venna & Kaski, 2001;
 * scikit-learn's `trustworthiness`). It is 1 if all are, and lower the farther away the others are. Among equally near rows, the
 * first ones count as nearer. The time grows with the square of the number of rows, so use `sample` for many rows.
 * @throws ShapeError if examples and map have different numbers of rows.
 * @throws OptionError if the neighbours aren't fewer than half of the rows, or if the sample isn't a number of rows.
 * @throws DataError if a number isn't finite. The message names its row and column.
 * @example
 * const quality = await trustworthiness(codings, tsne.map, { neighbors: 12, sample: 2000 });
 */
export async function trustworthiness(examples: NdArray, map: NdArray, options: QualityOptions = {}): Promise<number> {
  const { metric = "euclidean", ...looked } = knownOptions("trustworthiness", options, QUALITY_OPTIONS);
  expectPairs(examples, map);
  return intrusion(examples, metric, map, "euclidean", looked);
}

/**
 * Measures whether neighbours among the examples [n, …] are also neighbours on the map [n, k], the reverse of `trustworthiness`.
 * @throws as `trustworthiness`.
 * @example
 * const quality = await continuity(codings, tsne.map, { neighbors: 12 });
 */
export async function continuity(examples: NdArray, map: NdArray, options: QualityOptions = {}): Promise<number> {
  const { metric = "euclidean", ...looked } = knownOptions("continuity", options, QUALITY_OPTIONS);
  expectPairs(examples, map);
  return intrusion(map, "euclidean", examples, metric, looked);
}

/** @throws ShapeError if examples and map have different numbers of rows. */
function expectPairs(examples: NdArray, map: NdArray): void {
  const [count, points] = [examples.shape[0] ?? 0, map.shape[0] ?? 0];
  if (count !== points)
    throw new ShapeError(`There are ${count} examples, but ${points} points on the map. Give a map of the same rows.`);
}

/** Number of rows between two pauses, in which a page can react to its user. */
const PAUSE = 128;
const pause = () => new Promise((resolve) => setTimeout(resolve));

/**
 * Computes 1 minus the cost of neighbours in `shown` that aren't neighbours in `truth`. The cost is the number of other rows that
 * are nearer in `truth`. It processes one row at a time, in memory for one row.
 */
async function intrusion(
  truth: NdArray,
  metric: DistanceMetric,
  shown: NdArray,
  shownMetric: DistanceMetric,
  { neighbors = 5, sample, seed = 42 }: Omit<QualityOptions, "metric">,
): Promise<number> {
  const count = truth.shape[0]!;
  if (!(Number.isInteger(neighbors) && neighbors >= 1 && neighbors < count / 2))
    throw new OptionError(
      `neighbors must be a whole number from 1 to less than half of the ${count} rows, but it is ${neighbors}.`,
    );
  if (sample !== undefined && !(Number.isInteger(sample) && sample >= 1))
    throw new OptionError(`sample must be a whole number of rows of at least 1, but it is ${sample}.`);
  const [trueRows, shownRows] = [numbersOf(truth, metric), numbersOf(shown, shownMetric)];
  const rows = sample === undefined || sample >= count ? undefined : permutation(count, random(seed)).subarray(0, sample);
  const measured = rows?.length ?? count;
  const distances = new Float64Array(count);
  const nearest = new Int32Array(neighbors);
  let cost = 0;
  for (let at = 0; at < measured; at++) {
    const row = rows ? rows[at]! : at;
    distancesFrom(shownRows, row, distances);
    nearestOf(distances, nearest);
    distancesFrom(trueRows, row, distances);
    for (const neighbor of nearest) cost += Math.max(0, rankOf(distances, neighbor) - neighbors);
    if (at % PAUSE === PAUSE - 1) await pause();
  }
  return 1 - (cost * 2) / (measured * neighbors * (2 * count - 3 * neighbors - 1));
}

/**
 * Measures whether classes stay together on a map [n, k]: the share of rows whose class is that of most of their nearest
 * neighbours. If several classes have equally many neighbours, the nearest decides.
 * @param labels class of each row, [n].
 * @param options `neighbors` is the number of nearest neighbours; 10 by default.
 * @throws ShapeError if there isn't a label for each row.
 * @throws OptionError if there are fewer other rows than neighbours.
 * @example
 * const accuracy = await neighborAccuracy(tsne.map, labels);
 */
export async function neighborAccuracy(
  map: NdArray,
  labels: ArrayLike<number | string>,
  options: { readonly neighbors?: number } = {},
): Promise<number> {
  const { neighbors = 10 } = knownOptions("neighborAccuracy", options, { neighbors: true });
  const count = map.shape[0] ?? 0;
  if (labels.length !== count)
    throw new ShapeError(`There are ${count} points on the map, but ${labels.length} labels. Give one for each point.`);
  if (!(Number.isInteger(neighbors) && neighbors >= 1 && neighbors < count))
    throw new OptionError(`neighbors of ${count} rows must be a whole number from 1 to ${count - 1}, but it is ${neighbors}.`);
  const rows = numbersOf(map, "euclidean");
  const distances = new Float64Array(count);
  const nearest = new Int32Array(neighbors);
  let right = 0;
  for (let row = 0; row < count; row++) {
    distancesFrom(rows, row, distances);
    nearestOf(distances, nearest);
    const votes = new Map<number | string, number>();
    for (const neighbor of nearest) votes.set(labels[neighbor]!, (votes.get(labels[neighbor]!) ?? 0) + 1);
    const [winner] = [...votes].reduce((best, vote) => (vote[1] > best[1] ? vote : best));
    if (winner === labels[row]) right++;
    if (row % PAUSE === PAUSE - 1) await pause();
  }
  return right / count;
}
