import type { MemoryColumn, MemoryTable } from "../memory/table.ts";
import { roleOf, type SourceColumn } from "../schema/column-types.ts";
import { type Cell, identifier } from "./database.node.ts";
import { ROW } from "./relation.node.ts";
import type { TableSource } from "./source.node.ts";

/** Reads all cells of an open table into memory, column by column. Repeated texts are stored once. */
export const cellsInMemory = (source: TableSource): Promise<MemoryTable> => sampledCells(source, source.rowCount);

/** Reads the cells of at most this many rows, evenly spread over the table. */
export async function sampledCells(source: TableSource, most: number): Promise<MemoryTable> {
  for await (const table of cellParts(source, most, Math.ceil(source.rowCount / most))) return table;
  throw new RangeError("An open table always has rows.");
}

/** Yields the cells in parts of some rows. @param every reads one of this many rows. */
export async function* cellParts(
  { name, columns, relation, database }: TableSource,
  rows: number,
  every = 1,
): AsyncGenerator<MemoryTable> {
  const known = columns.map(() => new Map<string, string>());
  const empty = () => columns.map((): MemoryColumn["values"][number][] => []);
  const table = () => ({ name, columns: columns.map((column, i) => ({ ...column, values: values[i]! })) });
  let values = empty();
  const some = every > 1 ? `WHERE ${ROW} % ${every} = 0` : "";
  const sql = `SELECT ${columns.map(cellSql).join(", ")} FROM ${relation} ${some} ORDER BY ${ROW}`;
  for await (const chunk of database.chunks(sql)) {
    for (let done = 0; done < chunk.rowCount; ) {
      const taken = Math.min(rows - values[0]!.length, chunk.rowCount - done);
      for (let column = 0; column < columns.length; column++) {
        const cells = chunk.getColumnValues(column);
        for (let i = done; i < done + taken; i++) {
          const cell = cells[i];
          values[column]!.push(typeof cell === "string" ? once(known[column]!, cell) : (cell as number | null));
        }
      }
      done += taken;
      if (values[0]!.length < rows) continue;
      yield table();
      values = empty();
    }
  }
  if (values[0]!.length > 0) yield table();
}

function once(known: Map<string, string>, text: string): string {
  const same = known.get(text);
  if (same !== undefined) return same;
  if (known.size < 100_000) known.set(text, text);
  return text;
}

/** Selects numbers as float64; times, booleans and texts as text. */
function cellSql({ name, type }: SourceColumn): string {
  const cell = identifier(name);
  const role = roleOf(type);
  if (role === "number") return `${cell}::DOUBLE`;
  return role === "other" ? "NULL::VARCHAR" : `${cell}::VARCHAR`;
}

/** Returns some cells as a text or JSON file has them, by row and column; nothing for a file whose types keep every value. */
export async function cellsAsWritten(
  { written, database }: TableSource,
  rows: readonly number[],
): Promise<ReadonlyMap<number, Readonly<Record<string, Cell>>>> {
  if (!written || rows.length === 0) return new Map();
  const found = await database.rows(`SELECT * FROM ${written.relation} WHERE ${ROW} IN (${[...new Set(rows)].join(", ")})`);
  return new Map(found.map((row) => [Number(row[ROW]), row]));
}
