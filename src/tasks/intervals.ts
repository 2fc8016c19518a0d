import type { NdArray } from "../core/ndarray.ts";
import { rowNumber } from "../core/rows.ts";
import { figureOf, roundedPercent } from "../core/words.ts";
import type { ResultColumn } from "../data/tables/duckdb/write.node.ts";
import type { Cell } from "../data/tables/schema/column-types.ts";
import { type Column, featureCount, featureStarts, type TablePreprocessing } from "../data/tables/schema/columns.ts";
import { cellFromFeatures, fromFeatures, unscaled } from "../data/tables/schema/features.ts";
import type { FittedSeries } from "../series/fitted.ts";
import { type IntervalCause, type SeriesInterval, seriesIntervals } from "../series/intervals.ts";
import type { Readings } from "../series/parts.ts";
import type { MeasuredReadings } from "../series/score.ts";
import { whereOf } from "./window-place.ts";

/** An interval of a series in words and in the table's units. */
export interface IntervalRow {
  /** Values of the columns that identify the series. */
  readonly series: Readonly<Record<string, Cell>>;
  /** Time of the first reading, or the number of its row (from 1) if there is no column of times. */
  readonly start: Cell;
  /** Time or row number of the last reading. */
  readonly end: Cell;
  /** Time or row number of the reading with the highest score. */
  readonly peak: Cell;
  /** Number of readings. */
  readonly readings: number;
  /** The highest score. */
  readonly score: number;
  /** The column that contributes most. */
  readonly cause: string;
  /** Its value where it differs most from the expected one, and that expected value; null if a value is missing. */
  readonly found: number | string | null;
  readonly expected: number | string | null;
  /** Other columns that contribute, with their values and shares, for example "load: 0.2 instead of 0.9 (21 %)". */
  readonly others: string;
}

/** The intervals of some series, and what a figure of them needs (`seriesFigure`). */
export interface FoundIntervals {
  /** The highest score first. */
  readonly intervals: readonly SeriesInterval[];
  /** The same intervals in words. */
  readonly rows: readonly IntervalRow[];
  /** The columns that identify and order the readings. */
  readonly groupBy: readonly string[];
  readonly orderBy?: string | undefined;
  /** The types of these columns in their table; text by default. */
  readonly keyTypes?: readonly ResultColumn[] | undefined;
  readonly readings: NdArray<"float32">;
  readonly expected: NdArray<"float32">;
  readonly band: Float32Array;
  readonly scores: Float32Array;
  readonly threshold: number;
  readonly parts: readonly Int32Array[];
  readonly times?: Float64Array | undefined;
  readonly names: readonly string[];
  readonly period?: number | undefined;
  inUnit(channel: number, value: number): number;
  seriesOf(interval: SeriesInterval): string;
}

/** Options of `foundIntervals`. */
export interface FoundIntervalsOptions {
  readonly threshold: number;
  /** How the table's columns became channels. */
  readonly table?: TablePreprocessing | undefined;
  /** The values of the columns that identify and order the readings. */
  readonly keys?: Readonly<Record<string, readonly Cell[]>>;
  readonly keyTypes?: readonly ResultColumn[];
}

/** Finds the intervals in measured readings, and describes them in the table's words and units. */
export function foundIntervals(
  { around, band, period }: Pick<FittedSeries, "around" | "band" | "period">,
  { rows, times }: Readings,
  measured: MeasuredReadings,
  { threshold, table, keys = {}, keyTypes }: FoundIntervalsOptions,
): FoundIntervals {
  const channels = channelsOf(table, rows.shape[1]!);
  const intervals = seriesIntervals(rows, measured, { threshold, around }).map((interval) => ({
    ...interval,
    causes: byColumn(interval.causes, channels),
  }));
  const { group, at } = table?.windows ? whereOf(table, { keys }) : { group: () => ({}), at: rowNumber };
  const valueAt = ({ channel, at: row }: IntervalCause, { data }: NdArray<"float32">): number | string | null => {
    const { column, start } = channels[channel]!;
    const from = row * rows.shape[1]! + start;
    const features = column && data.subarray(from, from + featureCount(column));
    const value = features ? (column.kind === "number" ? cellFromFeatures : fromFeatures)(column, features) : data[from]!;
    return Number.isNaN(value) ? null : value;
  };
  const found = (interval: SeriesInterval): IntervalRow => {
    const { start, end, peak, readings, score, causes } = interval;
    const told = causes.map((cause) => ({
      name: channels[cause.channel]!.name,
      found: valueAt(cause, rows),
      expected: valueAt(cause, measured.expected),
      share: cause.share,
    }));
    return {
      series: group(start),
      start: at(start),
      end: at(end),
      peak: at(peak),
      readings,
      score,
      cause: told[0]?.name ?? "",
      found: told[0]?.found ?? null,
      expected: told[0]?.expected ?? null,
      others: told
        .slice(1)
        .map((one) => `${one.name}: ${shown(one.found)} instead of ${shown(one.expected)} (${roundedPercent(one.share, 2)})`)
        .join("; "),
    };
  };
  return {
    intervals,
    rows: intervals.map(found),
    groupBy: table?.windows?.groupBy ?? [],
    orderBy: table?.windows?.orderBy,
    keyTypes,
    readings: rows,
    expected: measured.expected,
    band,
    scores: measured.scores,
    threshold,
    parts: measured.parts,
    times,
    names: channels.map(({ name }) => name),
    period: period?.readings,
    inUnit: (channel, value) => {
      const { column } = channels[channel]!;
      return column?.kind === "number" ? unscaled(column, value) : value;
    },
    seriesOf: ({ start }) =>
      Object.entries(group(start))
        .map(([name, value]) => `${name} ${value}`)
        .join(", "),
  };
}

/** A channel of the readings: its column, and the place of the column's first channel. */
interface Channel {
  readonly name: string;
  readonly column?: Column;
  readonly start: number;
}

/** Returns the channels of a table's columns, or numbered ones for readings without a table. */
function channelsOf(table: TablePreprocessing | undefined, count: number): Channel[] {
  if (!table) return Array.from({ length: count }, (_, start) => ({ name: `channel ${start}`, start }));
  const starts = featureStarts(table.columns);
  return table.columns.flatMap((column, i) =>
    Array.from({ length: featureCount(column) }, () => ({ name: column.name, column, start: starts[i]! })),
  );
}

/** Joins the channels of the same column. */
function byColumn(causes: readonly IntervalCause[], channels: readonly Channel[]): IntervalCause[] {
  const joined = new Map<number, IntervalCause>();
  for (const cause of causes) {
    const { start } = channels[cause.channel]!;
    const before = joined.get(start);
    joined.set(start, before ? { ...before, share: before.share + cause.share } : cause);
  }
  return [...joined.values()].sort((a, b) => b.share - a.share);
}

/** Writes a value with a few digits. */
export const shown = (value: number | string | null): string =>
  value === null ? "missing" : typeof value === "number" ? figureOf(value, 4) : value;
