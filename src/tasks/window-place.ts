import { rowNumber } from "../core/rows.ts";
import type { Cell } from "../data/tables/schema/column-types.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";

/**
 * Returns functions of a row's index: `group` returns the columns of its group, and `at` its time, or its number without a column
 * of times.
 */
export function whereOf({ windows }: TablePreprocessing, { keys }: { readonly keys: Readonly<Record<string, readonly Cell[]>> }) {
  const { orderBy, groupBy = [] } = windows!;
  return {
    group: (row: number): Record<string, Cell> => Object.fromEntries(groupBy.map((name) => [name, keys[name]![row]!])),
    at: (row: number): Cell => (orderBy === undefined ? rowNumber(row) : keys[orderBy]![row]!),
  };
}
