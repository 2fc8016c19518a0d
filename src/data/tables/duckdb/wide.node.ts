import type { MemoryColumn, MemoryTable } from "../memory/table.ts";
import { type Cell, isFloat, isWhole, type Role, roleOf, type SourceColumn } from "../schema/column-types.ts";
import { identifier } from "./database.node.ts";
import type { TableSource } from "./source.node.ts";

/** From so many columns on, planning a query takes DuckDB longer than running it (0.4 ms an aggregate), unless the table has so many cells. */
const [MANY_COLUMNS, MOST_CELLS] = [500, 20_000_000];

/** Whether a table has many columns and so few rows that its cells are better looked at here than by queries. */
export const isWide = ({ columns, rowCount }: Pick<TableSource, "columns" | "rowCount">): boolean =>
  columns.length >= MANY_COLUMNS && columns.length * rowCount <= MOST_CELLS;

const ROLES: ReadonlySet<Role> = new Set<Role>(["number", "text", "boolean"]);

/** Whether a column's cells mean the same here as in DuckDB: times and nested values are left to it. */
export const isPlainColumn = ({ type }: SourceColumn): boolean => ROLES.has(roleOf(type));

const read = new WeakMap<TableSource, Promise<MemoryTable>>();

/** The cells of a wide table's numbers, texts, and true and false, in the order of its rows. They are read once, and kept until the source isn't used any more. */
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

/** Whole numbers beyond 2^53 keep their digits as text. */
function wholeOf(value: bigint): string | number {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}
