import { DataError } from "../../../core/errors.ts";
import { startsOf } from "../../../core/rows.ts";
import type { Form } from "../values/form.ts";
import type { ReadingOptions } from "./reading.ts";

/** How one column of a table becomes numbers, learned from the training rows. */
export type Column = NumberColumn | CategoryColumn | DateColumn;

interface AnyColumn {
  readonly name: string;
  /** Share of the training rows whose value is missing. If it is above 0, the model also gets a mask of the missing values. */
  readonly missing: number;
}

/**
 * A number x becomes (x - center) / scale. Center and scale are the mean and the standard deviation. A heavy-tailed column uses
 * the median and the scaled interquartile range instead, and asinh of the result.
 */
export interface NumberColumn extends AnyColumn {
  readonly kind: "number";
  readonly scaling: "standard" | "robust";
  readonly center: number;
  readonly scale: number;
  /** Whether values are shown as whole numbers. */
  readonly whole: boolean;
  /** The largest number of decimals that values have; unlimited by default. */
  readonly decimals?: number;
  /** The values in ascending order, if they are few and occur often. */
  readonly few?: readonly number[];
}

/** A category is one-hot encoded. The last feature stands for all values that aren't listed, which are rare in training. */
export interface CategoryColumn extends AnyColumn {
  readonly kind: "category";
  /** The values, the most frequent first; "false" and "true" for a boolean. */
  readonly values: readonly string[];
  /** Whether a feature stands for values that aren't listed: false for booleans only. */
  readonly open: boolean;
  /** Entropy of the training rows' values in nats: the loss of a model that always predicts their shares. */
  readonly entropy: number;
  /** Share of the training rows' values that aren't listed. */
  readonly rest?: number;
}

/** A time becomes a point on a circle for each cycle in which it varies: sine and cosine of its phase. */
export interface DateColumn extends AnyColumn {
  readonly kind: "date";
  readonly cycles: readonly Cycle[];
  /** The first and last training time, in seconds since 1970 UTC or since midnight. Models of earlier versions lack it. */
  readonly range?: readonly [first: number, last: number];
  /** Whether the values are dates, times of day, or both (the default). */
  readonly type?: "DATE" | "TIME" | "TIMESTAMP";
}

export type Cycle = "day" | "week" | "year";

/** Length of each cycle in seconds; the year is the mean Gregorian year. */
export const CYCLE_SECONDS: Readonly<Record<Cycle, number>> = { day: 86_400, week: 604_800, year: 31_556_952 };

/** How a table's columns become features. It is saved with the model, so that new rows are prepared as the training rows were. */
export interface TablePreprocessing {
  /** Columns used for training, in the table's order. */
  readonly columns: readonly Column[];
  /** Identifiers: columns that are copied to the results but not used for training. */
  readonly keys: readonly string[];
  /** Column of the rows' labels, which is never used for training. */
  readonly label?: string;
  /** Columns that aren't used for training, with the reasons. */
  readonly leftOut: readonly { readonly name: string; readonly why: string }[];
  /**
   * How columns write numbers and times, by name, if they don't write them plainly. Other files are read, and values written, the
   * same way.
   */
  readonly forms?: Readonly<Record<string, Form>>;
  /** How rows are cut into windows; without it, each row is an example. */
  readonly windows?: WindowRecipe;
  /** Options with which the text file was read. Other files of the table are read the same way. */
  readonly reading?: ReadingOptions;
}

/** How a table's rows are cut into windows, in training and when new rows are scored. */
export interface WindowRecipe {
  /** Number of rows in a window. */
  readonly window: number;
  /** Distance between the starts of two windows, in rows. */
  readonly step: number;
  /** Column of times or numbers by which the rows are sorted; the table's order by default. */
  readonly orderBy?: string;
  /** Columns that together identify the series of a row. A window never mixes series. By default, all rows are one series. */
  readonly groupBy?: readonly string[];
  /**
   * Column of a long table, such as the names of sensors, whose values become columns: the table gets one row for each time. By
   * default, rows stay as they are.
   */
  readonly pivot?: string;
  /** The columns of numbers whose values the columns of the pivot have. They are found in the training table. */
  readonly values?: readonly string[];
}

/** The features of one column, as layers and losses see them. */
export interface FeatureGroup {
  readonly name: string;
  /** The loss of a `number` is its squared error, that of a `category` its cross-entropy. */
  readonly kind: "number" | "category";
  /** Number of adjacent features. */
  readonly size: number;
  /**
   * The loss of a model that always predicts the mean or the shares. A column's loss is divided by it, so that columns have equal
   * weight.
   */
  readonly scale: number;
  /** Whether values are missing in training rows. */
  readonly missing: boolean;
}

/** Returns the number of features of a column. */
export function featureCount(column: Column): number {
  if (column.kind === "number") return 1;
  if (column.kind === "date") return 2 * column.cycles.length;
  return column.values.length + (column.open ? 1 : 0);
}

/** Lower limit of a category's scale: divided by almost nothing, rare values' cross-entropy would outweigh all other columns. */
const LEAST_ENTROPY = 0.2;

/** Returns the index at which each column's features begin in a row of features. */
export const featureStarts = (columns: readonly Column[]): number[] => startsOf(columns.map(featureCount));

/** Returns one group of features per column, in the columns' order. */
export const featureGroups = ({ columns }: TablePreprocessing): FeatureGroup[] =>
  columns.map((column) => ({
    name: column.name,
    kind: column.kind === "category" ? "category" : "number",
    size: featureCount(column),
    scale: column.kind === "category" ? Math.max(column.entropy, LEAST_ENTROPY) : column.kind === "date" ? 0.5 : 1,
    missing: column.missing > 0,
  }));

/** @throws DataError if a learned number isn't finite, for example because it is null in the file `where`. */
export function expectFiniteColumns({ columns }: TablePreprocessing, where: string): void {
  for (const column of columns) {
    const learned = column.kind === "number" ? [column.center, column.scale] : column.kind === "category" ? [column.entropy] : [];
    const wrong = learned.findIndex((number, i) => !Number.isFinite(number) || (i === 1 && number === 0));
    if (wrong >= 0)
      throw new DataError(
        `${where}: the saved preprocessing of column "${column.name}" has an invalid number (${learned[wrong]}). Train the model again, or use an earlier copy.`,
      );
  }
}
