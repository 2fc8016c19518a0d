import type { NdArray } from "../core/ndarray.ts";
import type { Cell } from "../data/tables/duckdb/database.node.ts";
import type { ResultColumn } from "../data/tables/duckdb/write.node.ts";
import { apartFrom } from "../data/tables/schema/column-names.ts";
import { type Column, featureCount, featureStarts, type TablePreprocessing } from "../data/tables/schema/columns.ts";
import { cellFromFeatures } from "../data/tables/schema/features.ts";

/** A table's columns as a model gives them, in the table's own terms, called as no other column is. */
export function givenColumns({ columns }: TablePreprocessing, others: readonly string[] = []): ResultColumn[] {
  return apartFrom(
    others,
    columns.map((column) => ({ name: column.name, type: typeOf(column) })),
  );
}

const typeOf = (column: Column): ResultColumn["type"] => (column.kind !== "number" ? "text" : column.whole ? "long" : "double");

/** The cells of each of those columns, of rows [n, features]; of a time, what its cycles say. */
export function givenCells({ columns }: TablePreprocessing, { shape, data }: NdArray<"float32">): Cell[][] {
  const [rows, width] = shape as readonly [number, number];
  const starts = featureStarts(columns);
  return columns.map((column, i) => {
    const [at, size] = [starts[i]!, featureCount(column)];
    return Array.from({ length: rows }, (_, row) =>
      cellFromFeatures(column, data.subarray(row * width + at, row * width + at + size)),
    );
  });
}

/** The cells of rows [n, features], [n] a column, by the columns' own names. */
export function columnsOf(table: TablePreprocessing, features: NdArray<"float32">): Record<string, Cell[]> {
  const cells = givenCells(table, features);
  return Object.fromEntries(table.columns.map(({ name }, i) => [name, cells[i]!]));
}
