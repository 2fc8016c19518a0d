import type { Role, SourceColumn } from "./column-types.ts";
import type { ReadingOptions } from "./reading.ts";

/** What a table tells of its columns, whoever counts it: DuckDB, or a walk over rows in memory. Only of the rows that are learned from. */
export interface ColumnFacts {
  /** What messages call the table. */
  readonly name: string;
  readonly columns: readonly SourceColumn[];
  /** How its text file was told to be read. */
  readonly reading?: ReadingOptions | undefined;
  statistics(columns: readonly LookedAt[]): Promise<Map<string, ColumnStatistics>>;
  /** Exact numbers of values. */
  distinct(columns: readonly SourceColumn[]): Promise<Map<string, number>>;
  /** @param most how many values of each column are told. */
  counts(columns: readonly SourceColumn[], most: number): Promise<Map<string, CategoryCounts>>;
  /** A value as it is written, at most 60 characters of it. */
  valueAt(column: string, row: number): Promise<string>;
  /** How one says that a column is a category, or isn't learned from, in words that follow "or". */
  choose(column: string, ...as: readonly ("categories" | "exclude")[]): string;
}

/** What decides how a column is learned, of the rows that are learned from. Exact, but for the quartiles of a large table. */
export interface ColumnStatistics {
  readonly role: Role;
  readonly rows: number;
  /** How many rows have a value. */
  readonly present: number;
  /** Whether all values that there are are one. */
  readonly constant: boolean;
  /** Of whole numbers and texts, whether some value comes twice among the sampled rows: then it is no identifier. */
  readonly recurs: boolean;
  /** The first row with an infinite number or time. */
  readonly infinite?: number;
  /** Of numbers. */
  readonly number?: NumberStatistics;
  /** Whether texts that are numbers are codes: all are digits only, and some begin with zeros or have more digits than a float64 keeps. */
  readonly areCodes?: boolean;
  /** Of texts that are taken as numbers or times, how many of them are neither: those are missing. */
  readonly strays?: number;
  /** Of texts. */
  readonly text?: TextStatistics;
  /** Of times: which cycles they vary in, and the first, the last and the middle one of the sampled rows, in seconds. */
  readonly time?: {
    readonly day: boolean;
    readonly week: boolean;
    readonly low: number;
    readonly high: number;
    readonly middle: number;
  };
}

/** A column, and what its values are taken as where that isn't what their type says. */
export interface LookedAt extends SourceColumn {
  readonly as?: Role;
}

export interface NumberStatistics {
  readonly low: number;
  readonly high: number;
  readonly mean: number;
  readonly deviation: number;
  /** Of the sampled rows. */
  readonly quartiles: readonly [number, number, number];
  /** The most decimals of the sampled values; undefined where some are too small or too large to be written without a power of ten. */
  readonly decimals?: number;
  /** The sampled values, ascending, where they are few. */
  readonly few?: readonly number[];
}

/** Up to so many values of a number are few. */
export const FEW_VALUES = 12;
/** Numbers between these have decimals that both DuckDB and JavaScript write out. */
export const [LEAST_PLAIN, FIRST_NOT_PLAIN] = [1e-4, 1e16];

export interface TextStatistics {
  /** How many of the values are numbers. */
  readonly numbers: number;
  /** The first row with a value that isn't. */
  readonly stray?: number;
  /** Share of the sampled values that people write numbers as, and that aren't read as such: "1,234.50", "€ 5", "3 %". */
  readonly decorated: number;
}

/** How often a column's values come. */
export interface CategoryCounts {
  /** How many values there are. */
  readonly distinct: number;
  /** How many rows have one. */
  readonly present: number;
  /** The most frequent ones, at equal counts in the alphabet's order. */
  readonly top: readonly { readonly value: string; readonly count: number }[];
}

/** From here on, a float64 doesn't keep every whole number. */
export const FIRST_UNSAFE = 2 ** 53;

/** Quartiles are those of so many rows, drawn evenly: their ranks are right to a fifth of a percent. */
export const SAMPLE = 100_000;
/** Steps of √2 fall evenly too, and independently of those of the golden ratio, by which rows are held out. */
export const STEP = Math.SQRT2 - 1;

/** A number with a currency, a percent sign, or marks between its thousands; in words that both DuckDB and JavaScript read. */
export const DECORATED =
  "[-+(]?\\s*(€|\\$|£|¥|USD|EUR|GBP|CHF)?\\s*[-+]?(\\d{1,3}([,. '’\u00A0]\\d{3})+([.,]\\d+)?|\\d+([.,]\\d+)?)\\s*(€|\\$|£|¥|%|USD|EUR|GBP|CHF)?\\)?";
