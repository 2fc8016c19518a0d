import type { Histogram } from "../core/histogram.ts";
import type { Dtype } from "../core/ndarray.ts";
import type { Dataset } from "../data/dataset.ts";
import type { TimesDescription, ValuesDescription } from "../data/series/describe.ts";
import type { Cell } from "../data/tables/schema/column-types.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import type { Strays } from "../data/tables/schema/strays.ts";

/** The description of an array of examples. */
export interface ExamplesDescription {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: Dtype;
  readonly low: number;
  readonly high: number;
  readonly mean: number;
  /** The classes of the labels with the number of examples of each, in the order of their labels. */
  readonly classes?: readonly { readonly name: string; readonly count: number }[];
  /** Notes about data that was left out or read in an unexpected way, one line each. */
  readonly notes?: readonly string[];
}

/** The description of a table, with the preprocessing of its columns. */
export interface TableDescription extends TablePreprocessing {
  readonly name: string;
  readonly rows: number;
  /** Number of features of a row. */
  readonly features: number;
  /** Warnings about the data, one sentence each. */
  readonly warnings: readonly string[];
  /** One value of the file for each column with its own format of numbers or times, and how it is read. */
  readonly readings: readonly { readonly name: string; readonly text: string; readonly value: string }[];
  /** Columns of numbers or times that contain texts, which count as missing: the number of texts and the first one. */
  readonly strays: readonly Strays[];
  readonly figures: TableFigures;
  /** The series of the rows, if a column orders them. */
  readonly series?: TableSeries;
}

/** The series of a table: the rows of each group in the order of a column. */
export interface TableSeries {
  /** The column that orders the rows. */
  readonly orderBy: string;
  /** Whether that column has times. Times are then milliseconds since 1970 UTC (or since midnight), otherwise the column's numbers. */
  readonly isTime: boolean;
  /** Number of series, and of columns of numbers. At most 20 of each are described. */
  readonly count: number;
  readonly columns: number;
  readonly series: readonly SeriesDescription[];
}

/** One series of a table: its group, its times, and its columns of numbers. */
export interface SeriesDescription extends TimesDescription {
  /** The values of the columns that identify the series. */
  readonly group: Readonly<Record<string, Cell>>;
  readonly columns: readonly ValuesDescription[];
}

/** Histograms and correlations of the numeric columns of a table. */
export interface TableFigures {
  /** Number of rows that were used: all rows, or an evenly drawn sample of a long table. */
  readonly rows: number;
  /** Histogram of each numeric column, with bins of equal width. */
  readonly histograms: readonly (Histogram & { readonly name: string })[];
  /**
   * Pearson's correlations of the first 30 of those columns, over the rows that have both values; null if a column is constant.
   */
  readonly correlations: { readonly columns: readonly string[]; readonly values: readonly (readonly (number | null)[])[] };
}

/** Result of `describe`: of a table, or of other examples. */
export type DataDescription = ExamplesDescription | TableDescription;

/**
 * Describes a dataset in memory: the shape and the range of its examples, and the number of examples of each class.
 * @example
 * describe(garments({ count: 100 })).shape; // [100, 28, 28]
 */
export function describe({ name, examples, labels, classes, notes }: Dataset): ExamplesDescription {
  const { shape, dtype, data } = examples;
  let [low, high, sum] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (const value of data) {
    low = Math.min(low, value);
    high = Math.max(high, value);
    sum += value;
  }
  const counts = new Map<number, number>();
  for (const label of labels?.data ?? []) counts.set(label, (counts.get(label) ?? 0) + 1);
  const named = [...counts]
    .sort(([a], [b]) => a - b)
    .map(([label, count]) => ({ name: classes?.[label] ?? String(label), count }));
  return {
    name,
    shape,
    dtype,
    low,
    high,
    mean: sum / data.length,
    ...(named.length > 0 && { classes: named }),
    ...(notes && { notes }),
  };
}
