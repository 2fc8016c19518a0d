import { isWhole, roleOf } from "../schema/column-types.ts";
import type { Cell } from "./database.node.ts";
import { identifier } from "./database.node.ts";
import { ROW } from "./relation.node.ts";
import { openTableSource, type TableSourceOptions } from "./source.node.ts";

/**
 * Returns some rows of a table in the requested order: each column's value, dates and text as text, null if it is missing.
 * @throws DataError as `openTableSource` does.
 */
export async function readCells(
  path: string,
  columns: readonly string[],
  rows: readonly number[],
  options: TableSourceOptions = {},
): Promise<readonly Readonly<Record<string, Cell>>[]> {
  if (rows.length === 0) return [];
  const source = await openTableSource(path, options);
  try {
    const types = new Map(source.columns.map(({ name, type }) => [name, type]));
    const cells = columns.map((name) => `${cellSql(name, types.get(name) ?? "")} AS ${identifier(name)}`);
    const found = await source.database.rows(
      `SELECT ${[ROW, ...cells].join(", ")} FROM ${source.relation} WHERE ${ROW} IN (${rows.join(", ")})`,
    );
    const byRow = new Map(found.map((row) => [Number(row[ROW]), row]));
    return rows.map((row) => byRow.get(row) ?? {});
  } finally {
    source.close();
  }
}

/** Returns SQL for a cell. Numbers and booleans keep their types. */
function cellSql(name: string, type: string): string {
  const role = roleOf(type);
  if (isWhole(type) || role === "boolean") return identifier(name);
  return `${identifier(name)}::${role === "number" ? "DOUBLE" : "VARCHAR"}`;
}
