import type { NdArray } from "../core/ndarray.ts";
import { blamed } from "../scoring/blame.ts";
import { intervalsOf } from "../scoring/intervals.ts";
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

/** The length of windows that tells where an interval begins and ends is the shortest one that has this share of the highest units. */
const NEARLY_HIGHEST = 2 / 3;

/**
 * Joins outliers that are near each other into intervals, highest score first. The score of a reading includes what the windows around
 * it say, so outliers begin before a fault and end after it. An interval begins and ends where the shortest windows that see the fault
 * nearly as clearly as the clearest ones are half as far from what is usual as at their highest.
 * @param rows - readings [n, channels].
 */
export function seriesIntervals(
  rows: NdArray<"float32">,
  measured: MeasuredReadings,
  { threshold, around }: { readonly threshold: number; readonly around: number },
): SeriesInterval[] {
  const { scores, errors, parts } = measured;
  return intervalsOf({ parts, scores, errors, threshold, gap: around })
    .map((found) => {
      const inside = trimmed(found.rows, measured, threshold);
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

/** Cuts off the outliers before the beginning and after the end of the fault in an interval. */
function trimmed(rows: Int32Array, { scores, units }: MeasuredReadings, threshold: number): Int32Array {
  const isUsual = (row: number) => !(scores[row]! > threshold);
  // The first and the last outliers in a row. Between them there may be readings that are usual.
  const [afterFirst, beforeLast] = [rows.findIndex(isUsual), rows.findLastIndex(isUsual)];
  const first = afterFirst < 0 ? rows : rows.subarray(0, afterFirst);
  const from = first.findIndex(isClear(first, units));
  const last = rows.subarray(beforeLast + 1);
  const to = beforeLast + 1 + last.findLastIndex(isClear(last, units));
  return rows.subarray(from, to + 1);
}

/** Returns a function that tells whether a reading is at least half as far from what is usual as the highest one of some outliers. */
function isClear(rows: Int32Array, units: MeasuredReadings["units"]): (row: number) => boolean {
  const highest = units.map((each) => rows.reduce((most, row) => (each[row]! > most ? each[row]! : most), 0));
  const clearest = Math.max(...highest);
  const chosen = highest.findIndex((one) => one >= NEARLY_HIGHEST * clearest);
  // The usual unit is 1.
  const half = Math.min(highest[chosen]!, (1 + highest[chosen]!) / 2);
  return (row) => units[chosen]![row]! >= half;
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
