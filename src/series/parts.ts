import { DataError } from "../core/errors.ts";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { takeRows } from "../core/rows.ts";
import { gridOf, onGrid } from "../data/series/regular.ts";
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
  /** For each reading in the piece, the index of its row, and its place in the piece. */
  readonly rows: Int32Array;
  readonly places: Int32Array;
}

/** Series at even times. */
export interface EvenSeries {
  readonly parts: readonly EvenPart[];
  /** The usual time between two readings in milliseconds, if there are times. */
  readonly step?: number;
}

/** A grid may have this many places for each reading. With more empty ones, windows would contain few readings. */
const MOST_PLACES = 1.5;

/**
 * Puts each series on a grid of even times. Where readings are missing, values are missing. Without times, or if they are too uneven
 * for a grid, the readings are taken as they follow one another.
 * @throws DataError if no series has enough readings.
 */
export function evenSeries({ rows, parts, times }: Readings): EvenSeries {
  const channels = rows.shape[1]!;
  const steps: number[] = [];
  const found = parts.flatMap((part): EvenPart[] => {
    const values = takeRows(rows, part);
    const plain = { values: values.data, length: part.length, channels, rows: part, places: Int32Array.from(part.keys()) };
    if (!times) return [plain];
    const grid = gridOf(Float64Array.from(part, (row) => times[row]!));
    steps.push(grid.step);
    if (!grid.regular || grid.length > MOST_PLACES * part.length) return [plain];
    const placed = onGrid(ndarray("float32", values.shape, values.data), grid).data;
    return grid.starts.map((start, i) => {
      const end = grid.starts[i + 1] ?? grid.length;
      const inside = Int32Array.from(part.keys()).filter((at) => grid.places[at]! >= start && grid.places[at]! < end);
      return {
        values: placed.subarray(start * channels, end * channels),
        length: end - start,
        channels,
        rows: inside.map((at) => part[at]!),
        places: inside.map((at) => grid.places[at]! - start),
      };
    });
  });
  const longest = found.reduce((most, { length }) => Math.max(most, length), 0);
  if (longest < FEWEST_READINGS)
    throw new DataError(
      `A detector for series needs a series of at least ${FEWEST_READINGS} readings, but the longest has ${longest}. Give a longer series, or train a detector of single rows.`,
    );
  const step = steps.sort((a, b) => a - b)[steps.length >> 1];
  return { parts: found, ...(step && { step }) };
}
