import { DataError } from "../../../core/errors.ts";
import { startsOf } from "../../../core/rows.ts";
import type { Form } from "../values/form.ts";
import type { ReadingOptions } from "./reading.ts";

/** How one column of a table becomes numbers, learned from the rows that are trained on. */
export type Column = NumberColumn | CategoryColumn | DateColumn;

interface AnyColumn {
  readonly name: string;
  /** Share of the training rows that lack it; where it is above 0, the model is also told which rows do. */
  readonly missing: number;
}

/** A number x becomes (x - center) / scale: mean and deviation, or, of a heavy-tailed one, median and spread of the middle half, then asinh. */
export interface NumberColumn extends AnyColumn {
  readonly kind: "number";
  readonly scaling: "standard" | "robust";
  readonly center: number;
  readonly scale: number;
  /** Of whole numbers, how a value is shown. */
  readonly whole: boolean;
  /** The most decimals that values have; any number of them by default. */
  readonly decimals?: number;
  /** The values, ascending, where they are few and come again and again. */
  readonly few?: readonly number[];
}

/** One of some values becomes a 1 in its place among zeros (one-hot); the last place is for all others, of which training saw few or none. */
export interface CategoryColumn extends AnyColumn {
  readonly kind: "category";
  /** The most frequent first; of a boolean "false" and "true". */
  readonly values: readonly string[];
  /** Whether there is a place for values that aren't listed: there is, but of a boolean. */
  readonly open: boolean;
  /** Entropy of the training rows' values in nats: the loss of a model that knows their shares and nothing else. */
  readonly entropy: number;
  /** Share of the training rows' values that aren't listed. */
  readonly rest?: number;
}

/** A time becomes a point on a circle for each cycle that it varies in: sine and cosine of its phase. */
export interface DateColumn extends AnyColumn {
  readonly kind: "date";
  readonly cycles: readonly Cycle[];
  /** The first and the last time that was learned from, in seconds since 1970 UTC, of times of day since midnight. Models of earlier versions lack it. */
  readonly range?: readonly [first: number, last: number];
  /** Whether it has days, times of day, or both; both by default. */
  readonly type?: "DATE" | "TIME" | "TIMESTAMP";
}

export type Cycle = "day" | "week" | "year";

/** Length of each cycle in seconds; a year is the Gregorian calendar's mean one. */
export const CYCLE_SECONDS: Readonly<Record<Cycle, number>> = { day: 86_400, week: 604_800, year: 31_556_952 };

/** All that was learned of a table's columns: saved with the model, so that new rows become numbers as the training rows did. */
export interface TablePreprocessing {
  /** Those that are learned from, in the table's order. */
  readonly columns: readonly Column[];
  /** Kept beside the results, and not learned from: identifiers. */
  readonly keys: readonly string[];
  /** What rows are labelled by; never learned from. */
  readonly label?: string;
  /** Columns that aren't learned from, and why. */
  readonly leftOut: readonly { readonly name: string; readonly why: string }[];
  /** How columns write their numbers and times, by name, where that isn't plain: other files of the table are read, and values written, alike. */
  readonly forms?: Readonly<Record<string, Form>>;
  /** Where examples are windows of rows, how rows are cut into them; else they are the rows. */
  readonly windows?: WindowRecipe;
  /** How the text file was told to be read: other files of the table are read alike. */
  readonly reading?: ReadingOptions;
}

/** How a table's rows are cut into windows: the same when it is learned from and when new rows are scored. */
export interface WindowRecipe {
  /** Rows of a window. */
  readonly window: number;
  /** How many rows each window begins after the one before it. */
  readonly step: number;
  /** The column, of times or numbers, that rows are in the order of; the table's order by default. */
  readonly orderBy?: string;
  /** Columns that say together what series a row is of: no window holds rows of two. All rows are of one by default. */
  readonly groupBy?: readonly string[];
}

/** The features that one column becomes: what layers and losses are told of it. */
export interface FeatureGroup {
  readonly name: string;
  /** `number` is compared by its squared error, `category` by cross-entropy. */
  readonly kind: "number" | "category";
  /** How many features stand side by side. */
  readonly size: number;
  /** The loss of a model that knows nothing but the mean, or the shares: a column's loss is divided by it, so that columns count alike. */
  readonly scale: number;
  /** Whether training rows lacked it. */
  readonly missing: boolean;
}

/** Number of features of a column. */
export function featureCount(column: Column): number {
  if (column.kind === "number") return 1;
  if (column.kind === "date") return 2 * column.cycles.length;
  return column.values.length + (column.open ? 1 : 0);
}

/** Rare values' cross-entropy would outweigh all other columns if it were divided by next to nothing. */
const LEAST_ENTROPY = 0.2;

/** Where the features of each column begin, in a row of all of them. */
export const featureStarts = (columns: readonly Column[]): number[] => startsOf(columns.map(featureCount));

/** The features of a table, a group a column, in the columns' order. */
export const featureGroups = ({ columns }: TablePreprocessing): FeatureGroup[] =>
  columns.map((column) => ({
    name: column.name,
    kind: column.kind === "category" ? "category" : "number",
    size: featureCount(column),
    scale: column.kind === "category" ? Math.max(column.entropy, LEAST_ENTROPY) : column.kind === "date" ? 0.5 : 1,
    missing: column.missing > 0,
  }));

/** @throws DataError if a number that was learned from a column isn't finite, for example because the file `where` has null for it. */
export function expectFiniteColumns({ columns }: TablePreprocessing, where: string): void {
  for (const column of columns) {
    const learned = column.kind === "number" ? [column.center, column.scale] : column.kind === "category" ? [column.entropy] : [];
    const wrong = learned.findIndex((number, i) => !Number.isFinite(number) || (i === 1 && number === 0));
    if (wrong >= 0)
      throw new DataError(
        `${where}: what was learned of the column "${column.name}" isn't usable (${learned[wrong]}). Train the model anew, or take an earlier copy.`,
      );
  }
}
