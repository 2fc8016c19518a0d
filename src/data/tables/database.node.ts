import type { DuckDBConnection, DuckDBDataChunk } from "@duckdb/node-api";

/** A value of a table's cell as JavaScript has it: numbers, text, true and false; dates as text; null where it is missing. */
export type Cell = number | string | boolean | null;

/** DuckDB, in memory, for the time of one table. */
export interface Database {
  /** All rows of a query's result, by column. Whole numbers beyond 2^53 lose their last digits. */
  rows(sql: string): Promise<Record<string, Cell>[]>;
  /** A query's result, some thousand rows at a time, in order. */
  chunks(sql: string): AsyncGenerator<DuckDBDataChunk>;
  run(sql: string): Promise<void>;
  close(): void;
}

/** @param memory MiB that it may take before it puts parts on the disk. */
export async function openDatabase({ memory, threads }: { memory?: number; threads?: number } = {}): Promise<Database> {
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:", {
    ...(memory !== undefined && { memory_limit: `${memory}MiB` }),
    ...(threads !== undefined && { threads: String(threads) }),
  });
  const connection: DuckDBConnection = await instance.connect();
  // Timestamps with a zone are taken as UTC, wherever this runs.
  await connection.run("SET TimeZone = 'UTC'");
  return {
    async rows(sql) {
      const reader = await connection.runAndReadAll(sql);
      return reader
        .getRowObjectsJson()
        .map((row) => Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, plain(cell)])));
    },
    async *chunks(sql) {
      const result = await connection.stream(sql);
      for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) yield chunk;
    },
    run: (sql) => connection.run(sql).then(() => undefined),
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** DuckDB's JSON has whole numbers of 64 bits, and infinities, as text. */
function plain(cell: unknown): Cell {
  if (typeof cell !== "string") return cell as Cell;
  if (/^-?\d{1,19}$/.test(cell) || cell === "NaN" || cell === "Infinity" || cell === "-Infinity") return Number(cell);
  return cell;
}

/** A name as SQL writes it. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A text as SQL writes it. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
