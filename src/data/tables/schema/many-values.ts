import { count, roundedPercent } from "../../../core/words.ts";
import type { Column } from "./columns.ts";

/** A line is printed if more than this share of the rows have a value without a feature of its own. */
const MOST_OTHERS = 0.5;

/** Returns a line for each category in which most rows have a value without a feature of its own. */
export const manyValuesLines = (columns: readonly Column[]): string[] =>
  columns.flatMap((column) => {
    if (column.kind !== "category" || (column.rest ?? 0) <= MOST_OTHERS) return [];
    return [
      `${column.name} has many values: each of the ${count(column.values.length)} most frequent ones has its own feature, and the others (${roundedPercent(column.rest!)} of the rows) share one`,
    ];
  });
