import { rowNumber } from "../core/rows.ts";
import type { Cell } from "../data/tables/schema/column-types.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";

/** Where a row is, by its index: its group's columns, and its time, or its number where rows are in the table's order. */
export function whereOf({ windows }: TablePreprocessing, { keys }: { readonly keys: Readonly<Record<string, readonly Cell[]>> }) {
  const { orderBy, groupBy = [] } = windows!;
  return {
    group: (row: number): Record<string, Cell> => Object.fromEntries(groupBy.map((name) => [name, keys[name]![row]!])),
    at: (row: number): Cell => (orderBy === undefined ? rowNumber(row) : keys[orderBy]![row]!),
  };
}
