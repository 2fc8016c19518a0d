import { OptionError, ShapeError } from "../core/errors.ts";
import type { NdArray } from "../core/ndarray.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { permutation, random } from "../core/random.ts";
import { distancesFrom, nearestOf, rankOf } from "./distances.ts";
import { type DistanceMetric, numbersOf } from "./neighbors.ts";

export interface QualityOptions {
  /** Neighbours that are looked at, fewer than half of the rows; 5 by default, as in scikit-learn. */
  readonly neighbors?: number;
  /** Of the examples; "euclidean" by default. On the map it is always that. */
  readonly metric?: DistanceMetric;
  /** So many rows, chosen by the seed, stand for all; all by default. */
  readonly sample?: number;
  /** 42 by default. */
  readonly seed?: number;
}

const QUALITY_OPTIONS: OptionNames<QualityOptions> = { neighbors: true, metric: true, sample: true, seed: true };

/**
 * Whether neighbours on the map [n, k] are neighbours among the examples [n, …]: 1 where all are, less the farther away those are that aren't (Venna & Kaski, 2001;
 * scikit-learn's `trustworthiness`). Among equally near rows the first are nearer. Takes time as the square of the rows: `sample` helps.
 * @throws ShapeError where they have different numbers of rows; OptionError where neighbours aren't fewer than half of them, or a sample isn't a
 * number of rows; DataError where a number isn't finite (naming its row and column).
 */
export async function trustworthiness(examples: NdArray, map: NdArray, options: QualityOptions = {}): Promise<number> {
  const { metric = "euclidean", ...looked } = knownOptions("trustworthiness", options, QUALITY_OPTIONS);
  expectPairs(examples, map);
  return intrusion(examples, metric, map, "euclidean", looked);
}

/** The other way round: whether neighbours among the examples are neighbours on the map. */
export async function continuity(examples: NdArray, map: NdArray, options: QualityOptions = {}): Promise<number> {
  const { metric = "euclidean", ...looked } = knownOptions("continuity", options, QUALITY_OPTIONS);
  expectPairs(examples, map);
  return intrusion(map, "euclidean", examples, metric, looked);
}

/** @throws ShapeError where examples and a map have different numbers of rows. */
function expectPairs(examples: NdArray, map: NdArray): void {
  const [count, points] = [examples.shape[0] ?? 0, map.shape[0] ?? 0];
  if (count !== points) throw new ShapeError(`There are ${count} examples, but ${points} points on the map.`);
}

/** So many rows are measured at a time: a page lives on meanwhile. */
const PAUSE = 128;
const pause = () => new Promise((resolve) => setTimeout(resolve));

/** 1 less what the neighbours in `shown` cost that aren't neighbours in `truth`: by how many others are nearer there. A row at a time, in memory for one. */
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
      `Neighbours are a whole number from 1 to less than half of the ${count} rows, but ${neighbors} are asked for.`,
    );
  if (sample !== undefined && !(Number.isInteger(sample) && sample >= 1))
    throw new OptionError(`A sample is a whole number of rows of at least 1, but this is ${sample}.`);
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
 * The share of rows of a map [n, k] whose class [n] most of their nearest neighbours have, 10 by default (the nearest decides a tie): whether classes stay together.
 * @throws ShapeError where there isn't a label for each row; OptionError where there aren't as many others as neighbours.
 */
export async function neighborAccuracy(
  map: NdArray,
  labels: ArrayLike<number | string>,
  options: { readonly neighbors?: number } = {},
): Promise<number> {
  const { neighbors = 10 } = knownOptions("neighborAccuracy", options, { neighbors: true });
  const count = map.shape[0] ?? 0;
  if (labels.length !== count) throw new ShapeError(`There are ${count} points on the map, but ${labels.length} labels.`);
  if (!(Number.isInteger(neighbors) && neighbors >= 1 && neighbors < count))
    throw new OptionError(
      `Neighbours are a whole number from 1 to ${count - 1}, of ${count} rows, but ${neighbors} are asked for.`,
    );
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
