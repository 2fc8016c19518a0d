import { DataError } from "../core/errors.ts";
import type { NdArray } from "../core/ndarray.ts";
import { takeRows } from "../core/rows.ts";
import { type Grid, gridOf, onGrid, type Placed, placeAfter } from "../data/series/regular.ts";
import { FEWEST_READINGS } from "./lengths.ts";

/** Readings of one or several series. */
export interface Readings {
  /** [n, channels]; NaN for a missing value. */
  readonly rows: NdArray<"float32">;
  /** Indices of the rows of each series, in order. */
  readonly parts: readonly Int32Array[];
  /** The time of each row in milliseconds [n]. Without times, the readings of a series are as far apart as one another. */
  readonly times?: Float64Array | undefined;
}

/** A piece of a series at even times, without long gaps. */
export interface EvenPart {
  /** [length, channels]; NaN for a missing value. */
  readonly values: Float32Array;
  readonly length: number;
  readonly channels: number;
  /** The number of places in the series before the piece; none by default. Windows begin at the same places with a gap and without. */
  readonly first?: number;
  /** For each reading in the piece, the index of its row, and its place in the piece. */
  readonly rows: Int32Array;
  readonly places: Int32Array;
}

/** Series at even times. */
export interface EvenSeries {
  readonly parts: readonly EvenPart[];
  /** The usual time between two readings in milliseconds, if there are times. */
  readonly step?: number;
  /** Whether most readings are on grids of even times. */
  readonly even: boolean;
}

/** A grid of even times on which the readings of any series are put. */
export interface KnownGrid {
  /** Milliseconds between two places. */
  readonly step: number;
  /** Smallest number of empty places at which a new piece begins. */
  readonly mostEmpty: number;
}

/** Returns whether a new piece begins after a time without readings. */
export const isCut = (wait: number, { step, mostEmpty }: KnownGrid): boolean => wait >= (mostEmpty + 0.5) * step;

/** A grid may have this many places for each reading. With more empty ones, windows would contain few readings. */
const MOST_PLACES = 1.5;

/**
 * Puts each series on a grid of even times. Where readings are missing, values are missing. Without times, or if they are too uneven
 * for a grid, the readings are taken as they follow one another.
 * @throws DataError if no series has enough readings.
 */
export function evenSeries({ rows, parts, times }: Readings): EvenSeries {
  const steps: number[] = [];
  let readingsOnGrids = 0;
  const found = parts.flatMap((part): EvenPart[] => {
    if (!times) return [asTheyCome(rows, part)];
    const grid = gridOf(Float64Array.from(part, (row) => times[row]!));
    steps.push(grid.step);
    if (!grid.regular || grid.length > MOST_PLACES * part.length) return [asTheyCome(rows, part)];
    readingsOnGrids += part.length;
    return onEvenGrid(rows, part, grid);
  });
  const longest = found.reduce((most, { length }) => Math.max(most, length), 0);
  if (longest < FEWEST_READINGS)
    throw new DataError(
      `A detector for series needs a series of at least ${FEWEST_READINGS} readings, but the longest has ${longest}. Give a longer series, or train a detector of single rows.`,
    );
  const step = steps.sort((a, b) => a - b)[steps.length >> 1];
  const readings = parts.reduce((sum, { length }) => sum + length, 0);
  return { parts: found, ...(step && { step }), even: readingsOnGrids > readings / 2 };
}

/** Puts each series on a grid that is known, or takes the readings as they follow one another if it is undefined. */
export const evenParts = ({ rows, parts, times }: Readings, grid: KnownGrid | undefined): EvenPart[] =>
  parts.flatMap((part) =>
    times && grid
      ? onEvenGrid(
          rows,
          part,
          placesBy(
            Float64Array.from(part, (row) => times[row]!),
            grid,
          ),
        )
      : [asTheyCome(rows, part)],
  );

function asTheyCome(rows: Readings["rows"], part: Int32Array): EvenPart {
  const { data } = takeRows(rows, part);
  return { values: data, length: part.length, channels: rows.shape[1]!, rows: part, places: Int32Array.from(part.keys()) };
}

type Places = Pick<Grid, "length" | "places" | "starts"> & {
  /** For each start, the number of places before it with those that were left out. */
  readonly firsts?: readonly number[];
};

function onEvenGrid(rows: Readings["rows"], part: Int32Array, grid: Places): EvenPart[] {
  const channels = rows.shape[1]!;
  const placed = onGrid(takeRows(rows, part), grid).data;
  return grid.starts.map((start, i) => {
    const end = grid.starts[i + 1] ?? grid.length;
    const inside = Int32Array.from(part.keys()).filter((at) => grid.places[at]! >= start && grid.places[at]! < end);
    return {
      values: placed.subarray(start * channels, end * channels),
      length: end - start,
      channels,
      first: grid.firsts?.[i] ?? 0,
      rows: inside.map((at) => part[at]!),
      places: inside.map((at) => grid.places[at]! - start),
    };
  });
}

/** Gives each reading of a series its place on a known grid, without the places of long gaps. */
function placesBy(times: Float64Array, grid: KnownGrid): Places {
  const places = new Int32Array(times.length);
  const [starts, firsts] = [[0], [0]];
  let [at, leftOut]: [Placed, number] = [{ time: times[0]!, place: 0, origin: times[0]! }, 0];
  for (let i = 1; i < times.length; i++) {
    const next = placeAfter(at, times[i]!, grid.step);
    if (isCut(next.time - at.time, grid)) {
      leftOut += next.place - at.place - 1;
      starts.push(next.place - leftOut);
      firsts.push(next.place);
    }
    at = next;
    places[i] = at.place - leftOut;
  }
  return { places, starts, firsts, length: places.at(-1)! + 1 };
}
