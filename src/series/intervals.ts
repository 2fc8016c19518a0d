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
/** A fault is a spike, which is where its jumps are, if these are this many times as high as what any windows say. */
const CLEARER = 1.25;

/** The unit of a usual window. */
const USUAL = 1;
/** Largest number of faults that are found among outliers that are near each other. */
const MOST_FAULTS = 1000;

/** When a reading is an outlier, and which outliers are near each other. */
interface Limits {
  readonly threshold: number;
  /** Number of readings around a reading whose scores count as well. */
  readonly around: number;
}

/**
 * Finds the intervals with outliers, highest score first. The score of a reading includes what the windows around it say, so there are
 * outliers before and after a fault. An interval begins with a fault and ends with one (`faultsIn`), and contains the faults that are
 * near each other.
 * @param rows - readings [n, channels].
 */
export function seriesIntervals(rows: NdArray<"float32">, measured: MeasuredReadings, limits: Limits): SeriesInterval[] {
  const { scores, errors, parts } = measured;
  return intervalsOf({ parts, scores, errors, threshold: limits.threshold, gap: limits.around })
    .flatMap((found) =>
      nearEachOther(faultsIn(found.rows, measured, limits), limits).map(({ start, end }) => {
        const inside = found.rows.subarray(start, end + 1);
        const peak = inside.reduce((best, row) => (scores[row]! > (scores[best]! || 0) ? row : best));
        return {
          start: inside[0]!,
          end: inside.at(-1)!,
          peak,
          score: scores[peak]!,
          readings: inside.length,
          causes: causesIn(inside, peak, rows, measured),
        };
      }),
    )
    .sort((a, b) => b.score - a.score);
}

/** Joins faults if fewer than `around` readings lie between them. */
function nearEachOther(faults: readonly Span[], { around }: Limits): Span[] {
  const intervals: Span[] = [];
  for (const fault of faults.toSorted((a, b) => a.start - b.start)) {
    const last = intervals.at(-1);
    if (!last || fault.start - last.end > around) intervals.push(fault);
    else intervals[intervals.length - 1] = { start: last.start, end: Math.max(last.end, fault.end) };
  }
  return intervals;
}

/** Returns 1 for each reading in an interval [readings], and 0 for the others. */
export function readingsInIntervals(
  intervals: readonly SeriesInterval[],
  parts: readonly Int32Array[],
  readings: number,
): Uint8Array {
  const inside = new Uint8Array(readings);
  const ends = new Map(intervals.map(({ start, end }) => [start, end]));
  for (const part of parts) {
    let until: number | undefined;
    for (const row of part) {
      until ??= ends.get(row);
      if (until !== undefined) inside[row] = 1;
      if (row === until) until = undefined;
    }
  }
  return inside;
}

/** The first and the last place of a fault. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Finds the faults among outliers, the one with the highest score first. Windows that contain a fault which is already found then count as usual ones, so another fault must give outliers by other windows.
 * The shortest windows that see a fault nearly as clearly as any tell where it is: it begins and ends where they are at least half as far
 * from what is usual as at their highest. Jumps tell where a spike is. A longer fault has jumps at its ends, which say nothing of it.
 */
function faultsIn(rows: Int32Array, { scores, units }: MeasuredReadings, { threshold, around }: Limits): Span[] {
  const faults: Span[] = [];
  const longest = Math.max(...units.map(({ window }) => window));
  const left = Float32Array.from(rows, (row) => scores[row]!);
  const rest = units.map(({ values }) => Float32Array.from(rows, (row) => values[row]!));
  while (faults.length < MOST_FAULTS) {
    const least = faults.length === 0 ? threshold : Math.max(threshold, 0);
    const top = left.reduce((best, score, at) => (score > (left[best] || 0) ? at : best), 0);
    if (!(left[top]! > least)) break;
    let [from, to] = [top, top];
    while (left[from - 1]! > threshold) from--;
    while (left[to + 1]! > threshold) to++;
    const seen = rest.map((each) => each.subarray(from, to + 1));
    const highest = seen.map((each) => each.reduce((most, unit) => (unit > most ? unit : most), 0));
    const [jump, ...ofWindows] = highest;
    const clearest = Math.max(...ofWindows);
    const isSpike = jump! > CLEARER * clearest;
    const chosen = isSpike ? 0 : 1 + ofWindows.findIndex((one) => one >= NEARLY_HIGHEST * clearest);
    const half = Math.min(highest[chosen]!, (USUAL + highest[chosen]!) / 2);
    const clear = seen[chosen]!.map((unit) => Number(unit >= half));
    const clearestAt = seen[chosen]!.indexOf(highest[chosen]!);
    const start = from + reached(clear, clearestAt, -1, around);
    const end = from + reached(clear, clearestAt, 1, around);
    faults.push({ start, end });
    units.forEach(({ window }, i) => {
      rest[i]!.fill(USUAL, Math.max(0, start - window + 1), end + window);
    });
    // Only scores near the fault change.
    const [first, last] = [Math.max(0, start - longest - around), end + longest + around + 1];
    const [before, after] = [Math.max(0, first - around), last + around];
    const near = rest.map((each) => each.subarray(before, after));
    left.set(joined(near, around, false).subarray(first - before, last - before), first);
  }
  return faults;
}

/** Goes from one flag to the next in a direction, as long as at most `most` steps lead from each to the next, and returns the last. */
function reached(flags: Float32Array, from: number, direction: 1 | -1, most: number): number {
  let last = from;
  for (let at = from; at >= 0 && at < flags.length && Math.abs(at - last) <= most; at += direction) if (flags[at]) last = at;
  return last;
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
