import { count, roundedPercent } from "../../../core/words.ts";
import type { Column } from "./columns.ts";

/** From this share of rows on, the values without a place of their own are said. */
const MOST_OTHERS = 0.5;

/** Categories with so many values that most rows have one without a place of its own: a line each. */
export const manyValuesLines = (columns: readonly Column[]): string[] =>
  columns.flatMap((column) => {
    if (column.kind !== "category" || (column.rest ?? 0) <= MOST_OTHERS) return [];
    return [
      `${column.name} has many values: the ${count(column.values.length)} most frequent ones have places of their own, and the others, in ${roundedPercent(column.rest!)} of the rows, share one`,
    ];
  });
