import { csvLine, float32Text } from "../../data/tables/csv-text.ts";
import { textOf } from "../../figures/columns.ts";
import type { Rows } from "../rows.ts";

/** Rows of a map as CSV (RFC 4180, lines end in \n): number, name where there is one, keys, place, and each column's value. */
export function csvOf({ positions, columns, rowNames, keys = [] }: Rows, rows: readonly number[]): string {
  const lines = rows.map((row) => [
    String(row),
    ...(rowNames ? [rowNames[row]!] : []),
    ...keys.map(({ values }) => values[row]!),
    float32Text(positions[2 * row]!),
    float32Text(positions[2 * row + 1]!),
    ...columns.map((column) => textOf(column, row)),
  ]);
  const header = [
    "row",
    ...(rowNames ? ["name"] : []),
    ...keys.map(({ name }) => name),
    "x",
    "y",
    ...columns.map(({ name }) => name),
  ];
  return [header, ...lines].map(csvLine).join("");
}
