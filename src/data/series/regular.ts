import { DataError, ShapeError } from "../../core/errors.ts";
import { type NdArray, ndarray } from "../../core/ndarray.ts";
import { median } from "../../core/statistics.ts";

/** Evenly spaced places for the readings of one series, and what its times are like. */
export interface Grid {
  /** The usual time between two readings, in the unit of the times; 0 if all times are equal. */
  readonly step: number;
  /** Whether most times between two readings are about the usual one. If not, the step is their median. */
  readonly regular: boolean;
  /** Number of places, including the empty ones. */
  readonly length: number;
  /** The place of each reading [n], ascending. Readings with nearly the same time share a place. */
  readonly places: Int32Array;
  /**
   * The places at which a new piece begins; the first is 0. Gaps that would need too many empty places have none, and a new piece
   * begins after them.
   */
  readonly starts: readonly number[];
  readonly gaps: Gaps;
  /** Number of readings with exactly the time of the reading before. */
  readonly doubled: number;
  /** Share of the times between two readings that differ from the usual one, from 0 to 1. */
  readonly uneven: number;
}

/** Places in a series at which readings are missing. */
export interface Gaps {
  readonly count: number;
  /** The longest time between two readings, in the unit of the times; 0 without gaps. */
  readonly longest: number;
  /** The index of the reading before the longest gap; -1 without gaps. */
  readonly before: number;
}

/** Two times are about the same if they differ by at most this factor: months and jitter are usual, a missing reading isn't. */
const ABOUT = 1.25;

/** Smallest share of the times between readings that makes one of them the usual one. Of random times, 15 % are about equal. */
const LEAST_USUAL = 0.3;

/** A series without a usual step has a gap where no reading comes for this many median steps. */
const LONG_WAIT = 10;

/** Largest number of places for each reading. */
const MOST_PLACES = 4;

/**
 * How much of a reading's distance from its place moves the next places. The places so follow months, days of 23 hours and clocks
 * that are fast, while the jitter of single readings moves them little.
 */
const FOLLOW = 0.25;

/** A reading on a grid. */
export interface Placed {
  readonly time: number;
  readonly place: number;
  /** The time of place 0, by the readings until this one. */
  readonly origin: number;
}

/**
 * Gives the reading after another one its place on an even grid.
 * @param step - the time between two places.
 * @param follow - how much of a reading's distance from its place moves the next places, from 0 to 1.
 */
export function placeAfter({ place, origin }: Placed, time: number, step: number, follow = FOLLOW): Placed {
  const exact = step > 0 ? (time - origin) / step : 0;
  const nearest = Math.round(exact);
  return { time, place: Math.max(place, nearest), origin: origin + follow * (exact - nearest) * step };
}

/**
 * Finds the usual step of a series, and gives each reading its place on an even grid.
 * @param times - ascending times of one series [n], in milliseconds or any other unit.
 * @throws DataError if a time isn't a number, or is smaller than the one before.
 * @example
 * gridOf(Float64Array.of(0, 10, 20, 40)).places; // [0, 1, 2, 4]
 */
export function gridOf(times: Float64Array): Grid {
  const waits = times.subarray(1).map((time, i) => time - times[i]!);
  const bad = times.findIndex((time, i) => !Number.isFinite(time) || (i > 0 && time < times[i - 1]!));
  if (bad >= 0)
    throw new DataError(
      `Time ${bad} of the series (counted from 0) is ${times[bad]}, which ${Number.isFinite(times[bad]) ? "is smaller than the one before. Sort the readings" : "isn't a number. Remove the reading"}.`,
    );
  const distinct = waits.filter((wait) => wait > 0).sort();
  const { step, share } = usualWait(distinct);
  let cut = 0;
  const regular = share >= LEAST_USUAL;
  const isGap = (wait: number) => wait > (regular ? 1.5 : LONG_WAIT) * step;
  const starts = [0];
  const tooLong = tooLongWait(distinct, step, (MOST_PLACES - 1) * times.length);
  const places = new Int32Array(times.length);
  let at: Placed = { time: times[0] ?? 0, place: 0, origin: times[0] ?? 0 };
  let gaps: Gaps = { count: 0, longest: 0, before: -1 };
  for (let i = 1; i < times.length; i++) {
    const [time, wait] = [times[i]!, waits[i - 1]!];
    if (step > 0 && isGap(wait))
      gaps = { ...(wait > gaps.longest ? { longest: wait, before: i - 1 } : gaps), count: gaps.count + 1 };
    if (wait >= tooLong) {
      const place = at.place + 1;
      at = { time, place, origin: time - place * step };
      starts.push(place);
      cut += wait;
    } else at = placeAfter(at, time, step, regular ? FOLLOW : 0);
    places[i] = at.place;
  }
  const length = times.length === 0 ? 0 : places.at(-1)! + 1;
  // The median of jittering or varying waits, such as those of months, isn't their mean, which adds up to the whole time.
  const steps = length - starts.length;
  const mean = (times.at(-1)! - times[0]! - cut) / steps;
  return {
    step: regular && Math.abs(mean - step) * steps > step / 2 ? mean : step,
    regular,
    length,
    places,
    starts,
    gaps,
    doubled: waits.length - distinct.length,
    uneven: distinct.length === 0 ? 0 : 1 - share,
  };
}

/** Returns the value with the most numbers about it, or the median if no value has many; and their share. */
function usualWait(sorted: Float64Array): { step: number; share: number } {
  if (sorted.length === 0) return { step: 0, share: 1 };
  let [most, usual] = [0, 0];
  for (let i = 0, end = 0; i < sorted.length; i++) {
    while (end < sorted.length && sorted[end]! <= ABOUT * ABOUT * sorted[i]!) end++;
    if (end - i > most) [most, usual] = [end - i, sorted[(i + end - 1) >> 1]!];
  }
  const about = sorted.filter((wait) => wait >= usual / ABOUT && wait <= usual * ABOUT);
  const share = about.length / sorted.length;
  return { step: share >= LEAST_USUAL ? median(about) : median(sorted), share };
}

/** Returns the shortest wait that gets no empty places, so that all shorter waits together have at most `room` of them. */
function tooLongWait(sorted: Float64Array, step: number, room: number): number {
  let left = room;
  for (const wait of sorted) {
    left -= Math.max(0, Math.round(wait / step) - 1);
    if (left < 0) return wait;
  }
  return Number.POSITIVE_INFINITY;
}

/**
 * Puts the readings of a series on its grid. A place gets the mean of its readings, or NaN if it has none. A missing value
 * isn't part of a mean.
 * @param rows - the readings [n, c].
 * @param grid - the grid of their times, from `gridOf`.
 * @returns the values of the places [length, c].
 * @throws ShapeError if the grid has another number of readings.
 */
export function onGrid(
  { shape: [n = 0, c = 1], data }: NdArray<"float32">,
  grid: Pick<Grid, "length" | "places">,
): NdArray<"float32"> {
  const { length, places } = grid;
  if (places.length !== n)
    throw new ShapeError(
      `There are ${n} readings, but the grid was made of ${places.length} times. Give the grid of these readings.`,
    );
  // Readings without gaps are on the grid already.
  if (length === n && places.every((place, i) => place === i)) return ndarray("float32", [n, c], data);
  const [sums, counts] = [new Float64Array(length * c), new Uint32Array(length * c)];
  for (let i = 0; i < data.length; i++) {
    const cell = places[Math.floor(i / c)]! * c + (i % c);
    if (Number.isNaN(data[i])) continue;
    sums[cell]! += data[i]!;
    counts[cell]!++;
  }
  return ndarray(
    "float32",
    [length, c],
    Float32Array.from(sums, (sum, i) => sum / counts[i]!),
  );
}
