import type { RowWindows } from "../data/dataset.ts";
import type { Cell } from "../data/tables/schema/column-types.ts";
import type { TablePreprocessing, WindowRecipe } from "../data/tables/schema/columns.ts";
import { type Interval, type IntervalsOptions, intervalsOf } from "../scoring/intervals.ts";
import type { FoundIntervals, IntervalRow } from "./intervals.ts";
import { whereOf } from "./window-place.ts";

/** An interval of a series with outliers. */
export interface StrangeInterval {
  /** Values of the columns that identify the series. */
  readonly group: Readonly<Record<string, Cell>>;
  /** Time of the first row, or its number (from 1) if there is no column of times. */
  readonly from: Cell;
  /** Time or number of the last row. */
  readonly to: Cell;
  /** Number of rows in the interval. */
  readonly rows: number;
  /** Highest score in the interval. */
  readonly peak: number;
  /** Names of the columns with the largest errors, the largest first. */
  readonly columns: readonly string[];
  /** For a detector of series: the value of the first column where it differs most from the expected one, and that expected value. */
  readonly found?: IntervalRow["found"];
  readonly expected?: IntervalRow["expected"];
}

/** The intervals with the highest scores. */
export interface StrangeIntervals {
  readonly strangest: readonly StrangeInterval[];
  /** Number of all intervals. */
  readonly all: number;
}

/** Rows without a score: their group is too short, or they are after its last whole window or between windows. */
export interface UnscoredRows {
  /** Number of rows without a score. */
  readonly rows: number;
  /** Number of them in groups with fewer rows than a window. */
  readonly inShortGroups: number;
  /** Number of groups with fewer rows than a window. */
  readonly shortGroups: number;
  readonly windows: WindowRecipe;
}

const MOST_INTERVALS = 10;
/** Outliers that are nearer than this share of a window belong to one interval. */
const NEAR = 0.25;

/** Returns the intervals with the highest scores in rows that were scored by windows. */
export function strangeIntervals(
  scored: Omit<IntervalsOptions, "gap">,
  table: TablePreprocessing,
  keys: Readonly<Record<string, readonly Cell[]>>,
): StrangeIntervals {
  const { group, at } = whereOf(table, { keys });
  const found = intervalsOf({ ...scored, gap: Math.max(1, Math.round(NEAR * table.windows!.window)) });
  const told = ({ rows, peak, columns }: Interval): StrangeInterval => ({
    group: group(rows[0]!),
    from: at(rows[0]!),
    to: at(rows.at(-1)!),
    rows: rows.length,
    peak,
    columns: columns.map((column) => table.columns[column]!.name),
  });
  return { strangest: found.slice(0, MOST_INTERVALS).map(told), all: found.length };
}

/** Converts the intervals that a detector of series found. */
export const strangeSeriesIntervals = ({ rows, intervals, names }: FoundIntervals): StrangeIntervals => ({
  strangest: rows.slice(0, MOST_INTERVALS).map(({ series, start, end, readings, score, found, expected }, i) => ({
    group: series,
    from: start,
    to: end,
    rows: readings,
    peak: score,
    columns: intervals[i]!.causes.map(({ channel }) => names[channel]!),
    found,
    expected,
  })),
  all: rows.length,
});

/** Counts the rows without a score. */
export function unscoredRows(windows: WindowRecipe, { parts }: RowWindows, rows: number): UnscoredRows {
  const short = parts.filter(({ length }) => length < windows.window);
  return {
    rows,
    inShortGroups: short.reduce((sum, { length }) => sum + length, 0),
    shortGroups: short.length,
    windows,
  };
}
