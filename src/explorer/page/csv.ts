import { textOf } from "../../core/columns.ts";
import { csvOfColumns } from "../../data/tables/csv-text.ts";
import type { TypedColumn } from "../../data/tables/typed-columns.ts";
import { numberOf, type Rows } from "../rows.ts";

/**
 * Writes rows of a map as CSV (RFC 4180, lines end in \n): number, name if there are names, keys, position, and each column's
 * value.
 */
export function csvOf(all: Rows, rows: readonly number[]): string {
  const { positions, columns, rowNames, keys = [] } = all;
  const texts = (name: string, of: (row: number) => string): TypedColumn => ({ name, type: "STRING", data: rows.map(of) });
  const places = (name: string, axis: 0 | 1): TypedColumn => ({
    name,
    type: "FLOAT",
    data: rows.map((row) => positions[2 * row + axis]!),
  });
  return csvOfColumns([
    texts("row", (row) => String(numberOf(all, row))),
    ...(rowNames ? [texts("name", (row) => rowNames[row]!)] : []),
    ...keys.map(({ name, values }) => texts(name, (row) => values[row]!)),
    places("x", 0),
    places("y", 1),
    ...columns.map((column) => texts(column.name, (row) => textOf(column, row))),
  ]);
}
