import type { Cell } from "../data/tables/duckdb/database.node.ts";
import type { TableWindows } from "../data/tables/duckdb/windows.node.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";

/** Where a row is: its group's columns, and its time, or its number where rows are in the table's order. */
export function whereOf({ windows }: TablePreprocessing, { keys }: Pick<TableWindows, "keys">) {
  const { orderBy, groupBy = [] } = windows!;
  return {
    group: (row: number): Record<string, Cell> => Object.fromEntries(groupBy.map((name) => [name, keys[name]![row]!])),
    at: (row: number): Cell => (orderBy === undefined ? row : keys[orderBy]![row]!),
  };
}
