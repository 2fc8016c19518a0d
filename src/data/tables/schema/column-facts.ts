import type { Role, SourceColumn } from "./column-types.ts";
import type { ReadingOptions } from "./reading.ts";

/** Facts about a table's columns, counted by DuckDB or by a walk over rows in memory. They cover the training rows only. */
export interface ColumnFacts {
  /** The table's name in messages. */
  readonly name: string;
  readonly columns: readonly SourceColumn[];
  /** Options that the user gave for reading the table's text file. */
  readonly reading?: ReadingOptions | undefined;
  statistics(columns: readonly LookedAt[]): Promise<Map<string, ColumnStatistics>>;
  /** Exact number of different values of each column. */
  distinct(columns: readonly SourceColumn[]): Promise<Map<string, number>>;
  /** @param most how many values of each column to return. */
  counts(columns: readonly SourceColumn[], most: number): Promise<Map<string, CategoryCounts>>;
  /** Returns a value as it is written, cut to 60 characters. */
  valueAt(column: string, row: number): Promise<string>;
  /** Returns advice on how to make the column a category or to exclude it. Messages put it after "or". */
  choose(column: string, ...as: readonly ("categories" | "exclude")[]): string;
}

/** Statistics of a column's training rows, which decide how it is learned. Only the quartiles of a large table are inexact. */
export interface ColumnStatistics {
  readonly role: Role;
  readonly rows: number;
  /** Number of rows that have a value. */
  readonly present: number;
  /** Whether all values are the same. */
  readonly constant: boolean;
  /** Whether a whole number or a text occurs twice among the sampled rows. If it does, the column is no identifier. */
  readonly recurs: boolean;
  /** Index of the first row with an infinite number or time. */
  readonly infinite?: number;
  /** Statistics of numbers. */
  readonly number?: NumberStatistics;
  /**
   * Whether the texts are codes: they have only digits, and some begin with zeros or have more digits than a float64 can hold.
   */
  readonly areCodes?: boolean;
  /** Number of texts that can't be read as the column's numbers or times. They count as missing. */
  readonly strays?: number;
  /** Statistics of texts. */
  readonly text?: TextStatistics;
  /** Statistics of times: the cycles in which they vary, and the first, last and middle time of the sampled rows, in seconds. */
  readonly time?: {
    readonly day: boolean;
    readonly week: boolean;
    readonly low: number;
    readonly high: number;
    readonly middle: number;
  };
}

/** A column, and the role in which to read its values if that differs from its type's. */
export interface LookedAt extends SourceColumn {
  readonly as?: Role;
}

export interface NumberStatistics {
  readonly low: number;
  readonly high: number;
  readonly mean: number;
  readonly deviation: number;
  /** Quartiles of the sampled rows. */
  readonly quartiles: readonly [number, number, number];
  /** The largest number of decimals in the sample; undefined if some values need a power of ten. */
  readonly decimals?: number;
  /** The sampled values in ascending order, if the column has at most `FEW_VALUES`. */
  readonly few?: readonly number[];
}

/** Largest number of different values that count as few. */
export const FEW_VALUES = 12;
/** DuckDB and JavaScript both write numbers between these without a power of ten. */
export const [LEAST_PLAIN, FIRST_NOT_PLAIN] = [1e-4, 1e16];

export interface TextStatistics {
  /** Number of values that can be read as numbers. */
  readonly numbers: number;
  /** Index of the first row whose value can't. */
  readonly stray?: number;
  /** Share of the sampled values that people write as numbers but that can't be read plainly: "1,234.50", "€ 5", "3 %". */
  readonly decorated: number;
}

/** The values of a column and how often they occur. */
export interface CategoryCounts {
  /** Number of different values. */
  readonly distinct: number;
  /** Number of rows that have a value. */
  readonly present: number;
  /** The most frequent values; those with equal counts are in alphabetical order. */
  readonly top: readonly { readonly value: string; readonly count: number }[];
}

/** The first whole number from which on a float64 can't hold every whole number. */
export const FIRST_UNSAFE = 2 ** 53;

/** Quartiles come from this many rows, drawn evenly. Their ranks are right to a fifth of a percent. */
export const SAMPLE = 100_000;
/** Steps of √2 are even too, and independent of the golden ratio's steps, which choose the rows to hold out. */
export const STEP = Math.SQRT2 - 1;

/** A number with a currency, a percent sign or thousands separators, as a pattern for both DuckDB and JavaScript. */
export const DECORATED =
  "[-+(]?\\s*(€|\\$|£|¥|USD|EUR|GBP|CHF)?\\s*[-+]?(\\d{1,3}([,. '’\u00A0]\\d{3})+([.,]\\d+)?|\\d+([.,]\\d+)?)\\s*(€|\\$|£|¥|%|USD|EUR|GBP|CHF)?\\)?";
