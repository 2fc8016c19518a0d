import type { Histogram } from "../core/histogram.ts";
import type { Dtype } from "../core/ndarray.ts";
import type { Dataset } from "../data/dataset.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import type { Strays } from "../data/tables/schema/strays.ts";

/** What an array of examples holds. */
export interface ExamplesDescription {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: Dtype;
  readonly low: number;
  readonly high: number;
  readonly mean: number;
  /** The classes of the labels and how many examples each has, in the order of their numbers. */
  readonly classes?: readonly { readonly name: string; readonly count: number }[];
  /** What was left out or taken otherwise than one might expect, a line each. */
  readonly notes?: readonly string[];
}

/** What a table holds, and what its columns would be learned as. */
export interface TableDescription extends TablePreprocessing {
  readonly name: string;
  readonly rows: number;
  /** Numbers that a row becomes. */
  readonly features: number;
  /** Facts that a person should know before learning from it, a sentence each. */
  readonly warnings: readonly string[];
  /** A value of the file itself for each column that writes numbers or times in a way of its own, and what it is read as. */
  readonly readings: readonly { readonly name: string; readonly text: string; readonly value: string }[];
  /** Columns of numbers or times with texts that can't be read as such, and which would be taken as missing: how many, and the first one. */
  readonly strays: readonly Strays[];
  readonly figures: TableFigures;
}

/** How the numbers of a table lie, and how they go with one another. */
export interface TableFigures {
  /** How many rows were looked at: all, or of a long table some drawn evenly. */
  readonly rows: number;
  /** Of each column that is learned as a number: how many values lie between edges that are equally far apart. */
  readonly histograms: readonly (Histogram & { readonly name: string })[];
  /** Pearson's correlations of the first 30 of those columns, over the rows that have both; null where one doesn't vary. */
  readonly correlations: { readonly columns: readonly string[]; readonly values: readonly (readonly (number | null)[])[] };
}

export type DataDescription = ExamplesDescription | TableDescription;

/**
 * Describes a dataset in memory: the shape of its examples, the range of their numbers, and how many examples each class has.
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
