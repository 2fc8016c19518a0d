import { knownOptions } from "../core/options.ts";
import { expectValues, whole } from "../core/rules.ts";
import { highestFirst, median } from "../core/statistics.ts";
import { counts } from "./measures.ts";

/** Options of `vusRoc` and `vusPr`. */
export interface VusOptions {
  /**
   * The longest buffer, in readings: half of it lies before a fault, and half after it. The default is the median length of the
   * labelled stretches. One period of the series is usual, too.
   */
  readonly buffer?: number;
  /**
   * Number of thresholds. They are scores whose ranks are evenly spaced. By default each score is a threshold, which is exact.
   * The reference implementation has 250.
   */
  readonly thresholds?: number;
}

/**
 * Computes the volume under the surface of ROC curves: the mean of the areas under range-based ROC curves, for buffers of 0, 1, …
 * readings around each labelled stretch. A score that is high shortly before or after a fault is partly right, and a curve rises
 * only as far as faults are found at all (the existence reward). Use it if scores may come earlier or later than the labels.
 *
 * This is the optimized algorithm of the authors' package `vus` 0.0.6, but with all thresholds. It takes O(n log n) time, and O(n)
 * more for each length of the buffer.
 * @param scores [readings] in the order of time. @param labels [readings], 1 in a fault and 0 elsewhere.
 * @throws DataError as `rocAuc`.
 * @throws OptionError if an option is unknown, `buffer` isn't a whole number of at least 0, or `thresholds` one of at least 2.
 * @see Paparrizos et al., "Volume Under the Surface: A New Accuracy Evaluation Measure for Time-Series Anomaly Detection", 2022.
 * @example
 * vusRoc([0, 0, 0, 1, 0, 0], [0, 0, 1, 0, 0, 0], { buffer: 2 }); // 0.52, because the score is high one reading too late
 */
export const vusRoc = (scores: ArrayLike<number>, labels: ArrayLike<number>, options: VusOptions = {}): number =>
  volumes(scores, labels, knownOptions<VusOptions>("vusRoc", options, OPTIONS)).roc;

/**
 * Computes the volume under the surface of precision-recall curves, with the buffers and rewards of `vusRoc`. It says more than
 * `vusRoc` if faults are rare. A curve is a step function, as in `averagePrecision`.
 * @param scores [readings] in the order of time. @param labels [readings], 1 in a fault and 0 elsewhere.
 * @throws DataError as `rocAuc`. @throws OptionError as `vusRoc`.
 * @example
 * vusPr([0, 0, 0, 1, 0, 0], [0, 0, 1, 0, 0, 0], { buffer: 2 }); // 0.3
 */
export const vusPr = (scores: ArrayLike<number>, labels: ArrayLike<number>, options: VusOptions = {}): number =>
  volumes(scores, labels, knownOptions<VusOptions>("vusPr", options, OPTIONS)).pr;

const OPTIONS = { buffer: true, thresholds: true } as const;

/** The first and the last reading of each labelled stretch. */
type Stretches = readonly (readonly [first: number, last: number])[];

function volumes(scores: ArrayLike<number>, labels: ArrayLike<number>, { buffer, thresholds }: VusOptions) {
  expectValues({ buffer, thresholds }, { buffer: whole(0), thresholds: whole(2) });
  const { positives } = counts(scores, labels);
  const stretches = stretchesOf(labels);
  const flags = flagsOf(scores, labels, thresholds);
  const longest = buffer ?? Math.floor(median(stretches.map(([first, last]) => last - first + 1)));
  let [roc, pr] = [0, 0];
  for (let length = 0; length <= longest; length++) {
    const areas = areasOf(stretches, positives, flags, length);
    roc += areas.roc / (longest + 1);
    pr += areas.pr / (longest + 1);
  }
  return { roc, pr };
}

function stretchesOf(labels: ArrayLike<number>): Stretches {
  const stretches: [number, number][] = [];
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] === 0) continue;
    if (i > 0 && labels[i - 1] !== 0) stretches.at(-1)![1] = i;
    else stretches.push([i, i]);
  }
  return stretches;
}

/** The readings that each threshold flags, highest threshold first. */
interface Flags {
  /** Number of readings that each threshold flags, and how many of them are labelled. */
  readonly counts: readonly { readonly flagged: number; readonly hits: number }[];
  /** Index of the first threshold that flags each reading. */
  readonly firstOf: Uint32Array;
}

function flagsOf(scores: ArrayLike<number>, labels: ArrayLike<number>, thresholds = scores.length): Flags {
  const order = highestFirst(scores);
  const last = scores.length - 1;
  const apart = last / (thresholds - 1);
  const counts: { flagged: number; hits: number }[] = [];
  const firstOf = new Uint32Array(scores.length);
  let [next, hits, isThreshold] = [0, 0, false];
  for (const [rank, reading] of order.entries()) {
    firstOf[reading] = counts.length;
    if (labels[reading] !== 0) hits++;
    for (; next < thresholds && Math.floor(next * apart) <= rank; next++) isThreshold = true;
    const isTied = rank < last && scores[order[rank + 1]!] === scores[reading];
    if (isTied || !(isThreshold || rank === last)) continue;
    counts.push({ flagged: rank + 1, hits });
    isThreshold = false;
  }
  return { counts, firstOf };
}

/** Computes the areas under both range-based curves for one length of the buffer. */
function areasOf(stretches: Stretches, positives: number, { counts, firstOf }: Flags, length: number) {
  const readings = firstOf.length;
  const half = length >> 1;
  /** How far each reading is part of a fault. */
  const truth = new Float64Array(readings);
  for (const [first, last] of stretches) {
    truth.fill(1, first, last + 1);
    for (let distance = 1; distance <= half; distance++) {
      const part = Math.sqrt(1 - distance / length);
      if (first >= distance) truth[first - distance]! += part;
      if (last + distance < readings) truth[last + distance]! += part;
    }
  }
  const right = new Float64Array(counts.length);
  for (let reading = 0; reading < readings; reading++) right[firstOf[reading]!]! += Math.min(truth[reading]!, 1);

  // Stretches whose buffers touch are found together.
  const found = new Uint32Array(counts.length);
  let groups = 0;
  let earliest = counts.length;
  for (const [i, [first, last]] of stretches.entries()) {
    for (let reading = Math.max(first - half, 0); reading <= Math.min(last + half, readings - 1); reading++)
      earliest = Math.min(earliest, firstOf[reading]!);
    if (i + 1 < stretches.length && last + half >= stretches[i + 1]![0] - half) continue;
    found[earliest]!++;
    groups++;
    earliest = counts.length;
  }

  let [roc, pr, truePositives, foundGroups, recall, falseRate] = [0, 0, 0, 0, 0, 0];
  for (const [step, { flagged, hits }] of counts.entries()) {
    truePositives += right[step]!;
    foundGroups += found[step]!;
    // Readings of a buffer count half, so that a perfect recall doesn't need all of them.
    const wanted = positives + (truePositives - hits) / 2;
    const before = { recall, falseRate };
    recall = (Math.min(truePositives / wanted, 1) * foundGroups) / groups;
    falseRate = (flagged - truePositives) / (readings - wanted);
    roc += ((falseRate - before.falseRate) * (recall + before.recall)) / 2;
    pr += ((recall - before.recall) * truePositives) / flagged;
  }
  return { roc: roc + ((1 - falseRate) * (1 + recall)) / 2, pr };
}
