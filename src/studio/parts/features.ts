import { type NdArray, sizeOf } from "../../core/ndarray.ts";
import { featureCount, featureStarts, type TablePreprocessing } from "../../data/tables/schema/columns.ts";
import { fromFeatures } from "../../data/tables/schema/features.ts";

/** A column to show: its name, and a function that returns its value in a row of features as text. */
export interface ShownColumn {
  readonly name: string;
  valueOf(row: ArrayLike<number>): string;
}

/** Returns the columns of a table, or x1, x2, … for rows of numbers. @param width number of features. */
export function shownColumns(width: number, table: TablePreprocessing | undefined): readonly ShownColumn[] {
  if (!table)
    return Array.from({ length: width }, (_, i) => ({ name: `x${i + 1}`, valueOf: (row) => Number(row[i]).toFixed(2) }));
  const starts = featureStarts(table.columns);
  return table.columns.map((column, i) => ({
    name: column.name,
    valueOf: (row) => {
      const value = fromFeatures(column, Array.from(row).slice(starts[i]!, starts[i]! + featureCount(column)));
      return typeof value === "number" ? (Number.isNaN(value) ? "" : String(Number(value.toPrecision(4)))) : value;
    },
  }));
}

/** Returns the numbers of example i. */
export function flatRow(examples: NdArray, i: number): ArrayLike<number> {
  const width = sizeOf(examples.shape.slice(1));
  return examples.data.subarray(i * width, (i + 1) * width) as ArrayLike<number>;
}
