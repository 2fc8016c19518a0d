import type { RowWindows } from "../data/dataset.ts";
import type { Cell } from "../data/tables/schema/column-types.ts";
import type { TablePreprocessing, WindowRecipe } from "../data/tables/schema/columns.ts";
import { type Interval, type IntervalsOptions, intervalsOf } from "../scoring/intervals.ts";
import { whereOf } from "./window-place.ts";

/** A stretch of time in which a series is strange, in the table's own terms. */
export interface StrangeInterval {
  /** Values of the columns that tell series apart. */
  readonly group: Readonly<Record<string, Cell>>;
  /** The first and the last row's time, or number, from 1, where rows are in the table's order. */
  readonly from: Cell;
  readonly to: Cell;
  readonly rows: number;
  /** The highest score in it. */
  readonly peak: number;
  /** The names of the columns to blame, the most first. */
  readonly columns: readonly string[];
}

/** The strangest intervals, and how many there are. */
export interface StrangeIntervals {
  readonly strangest: readonly StrangeInterval[];
  readonly all: number;
}

/** Why rows have no score: their group is short, or they are behind its last whole window, or between windows. */
export interface UnscoredRows {
  readonly rows: number;
  /** How many of them are of groups with fewer rows than a window. */
  readonly inShortGroups: number;
  readonly shortGroups: number;
  readonly windows: WindowRecipe;
}

const MOST_INTERVALS = 10;
/** Outliers nearer to each other than this share of a window are of one interval. */
const NEAR = 0.25;

/** The strangest intervals of a table's rows that were scored by windows. */
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

export function unscoredRows(windows: WindowRecipe, { parts }: RowWindows, rows: number): UnscoredRows {
  const short = parts.filter(({ length }) => length < windows.window);
  return {
    rows,
    inShortGroups: short.reduce((sum, { length }) => sum + length, 0),
    shortGroups: short.length,
    windows,
  };
}
