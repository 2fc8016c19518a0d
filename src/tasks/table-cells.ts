import type { NdArray } from "../core/ndarray.ts";
import type { Cell } from "../data/tables/duckdb/database.node.ts";
import type { ResultColumn } from "../data/tables/duckdb/write.node.ts";
import { apartFrom } from "../data/tables/schema/column-names.ts";
import { type Column, featureCount, featureStarts, type TablePreprocessing } from "../data/tables/schema/columns.ts";
import { cellFromFeatures } from "../data/tables/schema/features.ts";
import type { NumberForm } from "../data/tables/values/form.ts";
import { numberText } from "../data/tables/values/number-form.ts";

/** Columns of a table that a model computes, and their cells. */
export interface GivenColumns {
  readonly columns: readonly ResultColumn[];
  /** Converts features [n, features] to the cells of each column. */
  cellsOf(features: NdArray<"float32">): Cell[][];
}

/**
 * Returns the columns of a table for writing them into a file. In a text file, numbers have the format of their column in the
 * training table.
 * @param file - name of the file, whose ending is the format; "-" is text.
 * @param others - names of the file's other columns, which the columns' names must differ from.
 */
export function givenColumns(table: TablePreprocessing, file: string, others: readonly string[] = []): GivenColumns {
  const isText = file === "-" || /\.[ct]sv$/i.test(file);
  const forms = table.columns.map(({ name, kind }) => (isText && kind === "number" ? numberForm(table, name) : undefined));
  return {
    columns: apartFrom(
      others,
      table.columns.map((column, i) => ({ name: column.name, type: forms[i] ? "text" : typeOf(column) })),
    ),
    cellsOf: (features) =>
      givenCells(table, features).map((cells, i) => {
        const form = forms[i];
        return form ? cells.map((cell) => (cell === null ? null : numberText(form, Number(cell)))) : cells;
      }),
  };
}

function numberForm({ forms }: TablePreprocessing, name: string): NumberForm | undefined {
  const form = forms?.[name];
  return form?.kind === "number" ? form : undefined;
}

const typeOf = (column: Column): ResultColumn["type"] => (column.kind !== "number" ? "text" : column.whole ? "long" : "double");

/** Converts features [n, features] to the cells of each column. */
function givenCells({ columns, forms }: TablePreprocessing, { shape, data }: NdArray<"float32">): Cell[][] {
  const [rows, width] = shape as readonly [number, number];
  const starts = featureStarts(columns);
  return columns.map((column, i) => {
    const [at, size] = [starts[i]!, featureCount(column)];
    return Array.from({ length: rows }, (_, row) =>
      cellFromFeatures(column, data.subarray(row * width + at, row * width + at + size), forms?.[column.name]),
    );
  });
}

/** Converts features [n, features] to cells [n] by the names of their columns. */
export function columnsOf(table: TablePreprocessing, features: NdArray<"float32">): Record<string, Cell[]> {
  const cells = givenCells(table, features);
  return Object.fromEntries(table.columns.map(({ name }, i) => [name, cells[i]!]));
}
