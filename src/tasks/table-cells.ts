import type { NdArray } from "../core/ndarray.ts";
import type { Cell } from "../data/tables/duckdb/database.node.ts";
import type { ResultColumn } from "../data/tables/duckdb/write.node.ts";
import { apartFrom } from "../data/tables/schema/column-names.ts";
import { type Column, featureCount, featureStarts, type TablePreprocessing } from "../data/tables/schema/columns.ts";
import { cellFromFeatures } from "../data/tables/schema/features.ts";
import type { NumberForm } from "../data/tables/values/form.ts";
import { numberText } from "../data/tables/values/number-form.ts";

/** Columns of a table as a model gives them, in the table's own terms. */
export interface GivenColumns {
  readonly columns: readonly ResultColumn[];
  /** The cells of each of them, of rows [n, features]. */
  cellsOf(features: NdArray<"float32">): Cell[][];
}

/**
 * A table's columns as they are written into a file, called as no other column is. In text, numbers are written as their columns write them.
 * @param file its ending gives the format; "-" is text.
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

/** The cells of each of those columns, of rows [n, features]. */
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

/** The cells of rows [n, features], [n] a column, by the columns' own names. */
export function columnsOf(table: TablePreprocessing, features: NdArray<"float32">): Record<string, Cell[]> {
  const cells = givenCells(table, features);
  return Object.fromEntries(table.columns.map(({ name }, i) => [name, cells[i]!]));
}
