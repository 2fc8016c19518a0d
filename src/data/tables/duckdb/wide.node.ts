import type { MemoryColumn, MemoryTable } from "../memory/table.ts";
import { type Cell, isFloat, isWhole, type Role, roleOf, type SourceColumn } from "../schema/column-types.ts";
import { identifier } from "./database.node.ts";
import type { TableSource } from "./source.node.ts";

/**
 * With at least this many columns, DuckDB takes longer to plan a query than to run it (0.4 ms per aggregate), unless the table
 * has more cells than this.
 */
const [MANY_COLUMNS, MOST_CELLS] = [500, 20_000_000];

/** Whether a table has many columns and so few rows that its cells are better analysed in memory than by queries. */
export const isWide = ({ columns, rowCount }: Pick<TableSource, "columns" | "rowCount">): boolean =>
  columns.length >= MANY_COLUMNS && columns.length * rowCount <= MOST_CELLS;

const ROLES: ReadonlySet<Role> = new Set<Role>(["number", "text", "boolean"]);

/** Whether a column's cells mean the same in memory as in DuckDB. Times and nested values don't. */
export const isPlainColumn = ({ type }: SourceColumn): boolean => ROLES.has(roleOf(type));

const read = new WeakMap<TableSource, Promise<MemoryTable>>();

/** Returns the cells of a wide table's numbers, texts and booleans, in order. They are cached as long as the source is in use. */
export function cellsOf(source: TableSource): Promise<MemoryTable> {
  const cells = read.get(source) ?? readCells(source);
  read.set(source, cells);
  return cells;
}

async function readCells({ name, columns, database, relation, reading }: TableSource): Promise<MemoryTable> {
  const plain = columns.filter(isPlainColumn);
  const values = plain.map((): (string | number | null)[] => []);
  const sql = `SELECT ${plain.map(cellSql).join(", ")} FROM ${relation}`;
  for await (const chunk of database.chunks(sql))
    for (const [i, column] of values.entries())
      for (const value of chunk.getColumnValues(i))
        column.push(typeof value === "bigint" ? wholeOf(value) : (value as Cell as string));
  return { name, columns: plain.map((column, i): MemoryColumn => ({ ...column, values: values[i]! })), reading };
}

function cellSql({ name, type }: SourceColumn): string {
  const x = identifier(name);
  if (isFloat(type)) return `${x}::DOUBLE`;
  if (isWhole(type) && !/HUGE|UBIG/.test(type)) return `${x}::BIGINT`;
  return `${x}::VARCHAR`;
}

/** Whole numbers above 2^53 keep their digits as text. */
function wholeOf(value: bigint): string | number {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}
