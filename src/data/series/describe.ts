import { ndarray } from "../../core/ndarray.ts";
import { extent, median, quantile } from "../../core/statistics.ts";
import { type Period, periodsOf } from "./period.ts";
import { type Gaps, type Grid, gridOf, onGrid } from "./regular.ts";

/** Description of the times of a series. Times are in milliseconds since 1970 UTC, or in the unit of the column that orders the rows. */
export interface TimesDescription extends Pick<Grid, "step" | "regular" | "doubled" | "uneven"> {
  readonly readings: number;
  readonly first: number;
  readonly last: number;
  readonly gaps: Omit<Gaps, "before"> & {
    /** The time of the reading before the longest gap. */
    readonly at?: number;
  };
  /** Number of readings that come after a later one in the file. */
  readonly unordered: number;
  /** Why the series has no usual step, periods or drift: it has too few readings, or all at the same time. */
  readonly problem?: string;
}

/** Description of the values of one column along a series. */
export interface ValuesDescription {
  readonly name: string;
  readonly periods: readonly Period[];
  /** How much higher the last third's level (its median) is than the first third's, if that is more than the level usually changes. */
  readonly drift?: number;
  /** Stretches in which the value is the same for unusually long; undefined if there are none. */
  readonly stuck?: {
    readonly count: number;
    /** Number of readings of the longest one, its first time, and its value. */
    readonly longest: number;
    readonly at: number;
    readonly value: number;
  };
}

/** Smallest number of readings of a series that is described. */
const LEAST_READINGS = 3;

/**
 * Describes the times of a series.
 * @param times - the times [n], ascending.
 * @param rows - the index of each reading's row in the file [n].
 */
export function describeTimes(times: Float64Array, rows: Int32Array): { readonly about: TimesDescription; readonly grid: Grid } {
  const grid = gridOf(times);
  const { step, regular, doubled, uneven, gaps } = grid;
  const { before, ...ofGaps } = gaps;
  const readings = times.length;
  const problem =
    readings < LEAST_READINGS
      ? `has fewer than ${LEAST_READINGS} readings`
      : step === 0
        ? "has only readings of the same time"
        : undefined;
  return {
    grid,
    about: {
      readings,
      first: times[0]!,
      last: times.at(-1)!,
      step,
      regular,
      gaps: { ...ofGaps, ...(before >= 0 && { at: times[before]! }) },
      doubled,
      unordered: unorderedIn(times, rows),
      uneven,
      ...(problem && { problem }),
    },
  };
}

/** Counts the readings that come after one with a later time in the file. */
function unorderedIn(times: Float64Array, rows: Int32Array): number {
  const inFile = new Float64Array(extent(rows)[1] + 1).fill(Number.NaN);
  for (let i = 0; i < rows.length; i++) inFile[rows[i]!] = times[i]!;
  let [unordered, latest] = [0, Number.NEGATIVE_INFINITY];
  for (const time of inFile) {
    if (time < latest) unordered++;
    else if (time > latest) latest = time;
  }
  return unordered;
}

/**
 * Describes the values of a column along a series.
 * @param values - the values [n] in the order of their times; NaN for a missing one.
 * @param series - the times [n], their grid, and whether they are milliseconds.
 */
export function describeValues(
  name: string,
  values: Float32Array,
  { times, grid, isTime }: { readonly times: Float64Array; readonly grid: Grid; readonly isTime: boolean },
): ValuesDescription {
  const drift = driftOf(values);
  const stuck = stuckIn(values);
  return {
    name,
    periods: periodsOf(longestPiece(values, grid), { step: isTime ? grid.step : undefined }),
    ...(drift !== undefined && { drift }),
    ...(stuck && { stuck: { count: stuck.count, longest: stuck.longest, at: times[stuck.at]!, value: values[stuck.at]! } }),
  };
}

/** Puts values on their grid, and returns the longest piece without a cut. */
function longestPiece(values: Float32Array, grid: Grid): Float32Array {
  const placed = onGrid(ndarray("float32", [values.length, 1], values), grid).data;
  const pieces = grid.starts.map((start, i) => placed.subarray(start, grid.starts[i + 1]));
  return pieces.reduce((a, b) => (b.length > a.length ? b : a));
}

/** Number of parts whose levels are compared, a multiple of 3, and the smallest number of values in each. */
const [PARTS, LEAST_VALUES] = [12, 3];
/** A drift is at least this many times the change of level between two parts that is usual. */
const UNUSUAL = 3;

function driftOf(values: Float32Array): number | undefined {
  const present = values.filter((value) => !Number.isNaN(value));
  if (present.length < PARTS * LEAST_VALUES) return undefined;
  const part = (from: number, to: number) =>
    median(present.subarray(Math.round((from * present.length) / PARTS), Math.round((to * present.length) / PARTS)));
  const levels = Array.from({ length: PARTS }, (_, i) => part(i, i + 1));
  const changes = levels.slice(1).map((level, i) => Math.abs(level - levels[i]!));
  const drift = part((2 * PARTS) / 3, PARTS) - part(0, PARTS / 3);
  return Math.abs(drift) > UNUSUAL * median(changes) ? drift : undefined;
}

/** A value is stuck if it stays the same for this many readings, and for this many times as long as 9 of 10 values do. */
const [LEAST_STUCK, LONGER] = [6, 5];

function stuckIn(values: Float32Array): { count: number; longest: number; at: number } | undefined {
  // The first index and the length of each stretch of equal values.
  const [starts, lengths] = [new Int32Array(values.length), new Int32Array(values.length)];
  let [stretches, last] = [0, Number.NaN];
  values.forEach((value, at) => {
    if (Number.isNaN(value)) return;
    if (value !== last) starts[stretches++] = at;
    lengths[stretches - 1]!++;
    last = value;
  });
  const all = lengths.subarray(0, stretches);
  const least = Math.max(LEAST_STUCK, LONGER * quantile(all.slice().sort(), 0.9));
  const count = all.filter((length) => length >= least).length;
  const longest = extent(all)[1];
  return count > 0 ? { count, longest, at: starts[all.indexOf(longest)]! } : undefined;
}
