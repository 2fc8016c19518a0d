import type { NdArray } from "../core/ndarray.ts";
import { blamed } from "../scoring/blame.ts";
import { intervalsOf } from "../scoring/intervals.ts";
import { joined } from "./readings.ts";
import type { MeasuredReadings } from "./score.ts";

/** A channel that contributes to the scores of an interval. */
export interface IntervalCause {
  readonly channel: number;
  /** Its share of what all channels contribute, 0 to 1. */
  readonly share: number;
  /** Index of the reading in the interval at which the channel differs most from its expected value. */
  readonly at: number;
  /** The value of that reading, and the expected one, in the channel's unit; NaN if it isn't known. */
  readonly found: number;
  readonly expected: number;
}

/** A period in which a series is unusual. */
export interface SeriesInterval {
  /** Index of the first and of the last reading, in the order of time. */
  readonly start: number;
  readonly end: number;
  /** Index of the reading with the highest score. */
  readonly peak: number;
  /** The highest score. */
  readonly score: number;
  /** Number of readings. */
  readonly readings: number;
  /** The channels that contribute most, largest share first. */
  readonly causes: readonly IntervalCause[];
}

/** The length of windows that tells where a fault begins and ends is the shortest one that has this share of the highest units. */
const NEARLY_HIGHEST = 2 / 3;

/** Largest number of faults that are found one after the other in an interval. */
const MOST_FAULTS = 100;

/** When a reading is an outlier, and which outliers are near each other. */
interface Limits {
  readonly threshold: number;
  /** Number of readings around a reading whose scores count as well. */
  readonly around: number;
}

/**
 * Joins outliers that are near each other into intervals, highest score first. The score of a reading includes what the windows around
 * it say, so there are outliers before and after a fault. An interval begins and ends with the faults in it (`faultsIn`).
 * @param rows - readings [n, channels].
 */
export function seriesIntervals(rows: NdArray<"float32">, measured: MeasuredReadings, limits: Limits): SeriesInterval[] {
  const { scores, errors, parts } = measured;
  return intervalsOf({ parts, scores, errors, threshold: limits.threshold, gap: limits.around })
    .map((found) => {
      const inside = trimmed(found.rows, measured, limits);
      const peak = inside.reduce((best, row) => (scores[row]! > scores[best]! ? row : best));
      return {
        start: inside[0]!,
        end: inside.at(-1)!,
        peak,
        score: scores[peak]!,
        readings: inside.length,
        causes: causesIn(inside, peak, rows, measured),
      };
    })
    .sort((a, b) => b.score - a.score);
}

/** Cuts off the outliers before the first fault and after the last fault in an interval. */
function trimmed(rows: Int32Array, measured: MeasuredReadings, limits: Limits): Int32Array {
  const faults = faultsIn(rows, measured, limits);
  const from = Math.min(...faults.map(({ start }) => start));
  const to = Math.max(...faults.map(({ end }) => end));
  return rows.subarray(from, to + 1);
}

/** The first and the last place of a fault. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Finds the faults in an interval, the clearest first. Windows that contain a fault which is already found say nothing about others, so
 * another fault must give outliers by the remaining windows. A fault begins and ends where the shortest windows that see it nearly as
 * clearly as any are at least half as far from what is usual as at their highest.
 */
function faultsIn(rows: Int32Array, { scores, units }: MeasuredReadings, { threshold, around }: Limits): Span[] {
  const faults: Span[] = [];
  let left: Float32Array = Float32Array.from(rows, (row) => scores[row]!);
  const rest = units.map(({ values }) => Float32Array.from(rows, (row) => values[row]!));
  while (faults.length < MOST_FAULTS) {
    const top = left.reduce((best, score, at) => (score > (left[best] || 0) ? at : best), 0);
    if (!(left[top]! > threshold)) break;
    let [from, to] = [top, top];
    while (left[from - 1]! > threshold) from--;
    while (left[to + 1]! > threshold) to++;
    const seen = rest.map((each) => each.subarray(from, to + 1));
    const highest = seen.map((each) => each.reduce((most, unit) => (unit > most ? unit : most), 0));
    const clearest = Math.max(...highest);
    const chosen = highest.findIndex((one) => one >= NEARLY_HIGHEST * clearest);
    // The usual unit is 1.
    const half = Math.min(highest[chosen]!, (1 + highest[chosen]!) / 2);
    const isClear = (unit: number) => unit >= half;
    const start = from + seen[chosen]!.findIndex(isClear);
    const end = from + seen[chosen]!.findLastIndex(isClear);
    faults.push({ start, end });
    units.forEach(({ window }, i) => {
      rest[i]!.fill(Number.NaN, Math.max(0, start - window + 1), end + window);
    });
    left = joined(rest, around, false);
  }
  return faults;
}

/** Finds the channels that contribute most to the readings of an interval, and where each differs most from what was expected. */
function causesIn(
  inside: Int32Array,
  peak: number,
  { data }: NdArray<"float32">,
  { errors, expected }: MeasuredReadings,
): IntervalCause[] {
  const width = errors.shape[1]!;
  const sums = Array.from({ length: width }, (_, c) =>
    inside.reduce((sum, row) => sum + (errors.data[row * width + c]! || 0), 0),
  );
  return blamed(sums).map(({ column: channel, share }) => {
    const distance = (row: number) => Math.abs(data[row * width + channel]! - expected.data[row * width + channel]!);
    const at = inside.reduce((most, row) => (distance(row) > (distance(most) || 0) ? row : most), peak);
    return { channel, share, at, found: data[at * width + channel]!, expected: expected.data[at * width + channel]! };
  });
}
