import { createRequire } from "node:module";
import type { DuckDBConnection, DuckDBDataChunk, DuckDBType } from "@duckdb/node-api";
import { temporaryFolder } from "../../../core/temporary.node.ts";
import type { Cell } from "../schema/column-types.ts";

export type { Cell };

/** An in-memory DuckDB, open as long as one table is. */
export interface Database {
  /** Returns all rows of a query's result, by column. Whole numbers above 2^53 become text. */
  rows(sql: string): Promise<Record<string, Cell>[]>;
  /** Yields a query's result in order, some thousand rows at a time. */
  chunks(sql: string): AsyncGenerator<DuckDBDataChunk>;
  run(sql: string): Promise<void>;
  /** Returns the columns of a query's result without running it completely. */
  types(sql: string): Promise<readonly { readonly name: string; readonly type: DuckDBType }[]>;
  /** Runs queries with one thread, so that sums add the rows in order and are the same each time, to the last digit. */
  inOrder<T>(work: () => Promise<T>): Promise<T>;
  /** Raises DuckDB's memory limit by this many MiB, for readers that allocate memory outside of it. */
  reserve(more: number): Promise<void>;
  /**
   * Runs work that needs about as much memory again as DuckDB counts. It gets half of the memory limit, and then all of it if
   * that isn't enough.
   */
  sparing<T>(work: () => Promise<T>): Promise<T>;
  close(): void;
}

/** Time between two progress reports of a long query, in milliseconds. */
const OFTEN = 500;

// An import of a CommonJS package parses all its files once more, to find the names of its exports.
const requireFrom = createRequire(import.meta.url);

/**
 * @param memory MiB that DuckDB may use before it moves data to disk.
 * @param onQuery called when a query begins; the function that it returns receives the finished share of the query from time to
 * time.
 */
export async function openDatabase({
  memory,
  onQuery,
}: {
  memory?: number | undefined;
  onQuery?: (() => (share: number) => void) | undefined;
} = {}): Promise<Database> {
  const { DuckDBInstance, DuckDBTypeId } = requireFrom("@duckdb/node-api") as typeof import("@duckdb/node-api");
  // By default, the folder would be .tmp in the working directory.
  const folder = await temporaryFolder();
  const instance = await DuckDBInstance.create(":memory:", {
    temp_directory: folder.path,
    ...(memory !== undefined && { memory_limit: `${memory}MiB` }),
  });
  const connection: DuckDBConnection = await instance.connect();
  // Reads timestamps with a zone as UTC, whatever this machine's zone is.
  await connection.run("SET TimeZone = 'UTC'");
  if (onQuery) await connection.run("SET enable_progress_bar = true; SET enable_progress_bar_print = false");
  const told = async <T>(work: Promise<T>): Promise<T> => {
    const tell = onQuery?.();
    const timer =
      tell &&
      setInterval(() => {
        const { percentage } = connection.progress;
        if (percentage > 0) tell(percentage / 100);
      }, OFTEN);
    return work.finally(() => clearInterval(timer));
  };
  let reserved = 0;
  const limit = async (size: number | undefined): Promise<void> => {
    if (size !== undefined) await connection.run(`SET memory_limit = '${Math.ceil(size + reserved)}MiB'`);
  };
  return {
    async rows(sql) {
      const reader = await told(connection.runAndReadAll(sql));
      const texts = reader.columnTypes().map(({ typeId }) => typeId === DuckDBTypeId.VARCHAR);
      const names = reader.deduplicatedColumnNames();
      return reader
        .getRowsJson()
        .map((row) => Object.fromEntries(row.map((cell, i) => [names[i], texts[i] ? (cell as Cell) : plain(cell)])));
    },
    async *chunks(sql) {
      const result = await connection.stream(sql);
      for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) yield chunk;
    },
    run: (sql) => told(connection.run(sql)).then(() => undefined),
    async types(sql) {
      const result = await connection.run(`SELECT * FROM (${sql}\n) LIMIT 0`);
      const types = result.columnTypes();
      return result.columnNames().map((name, i) => ({ name, type: types[i]! }));
    },
    async inOrder(work) {
      await connection.run("SET threads = 1");
      try {
        return await work();
      } finally {
        await connection.run("RESET threads");
      }
    },
    async reserve(more) {
      reserved = more;
      await limit(memory);
    },
    async sparing(work) {
      if (memory === undefined) return work();
      await limit(memory / 2);
      try {
        return await work();
      } catch (error) {
        if (!/out of memory/i.test((error as Error).message)) throw error;
      } finally {
        await limit(memory);
      }
      return work();
    },
    close() {
      connection.closeSync();
      instance.closeSync();
      folder.remove();
    },
  };
}

/** DuckDB's JSON writes whole numbers of 64 bits, and infinities, as text. */
function plain(cell: unknown): Cell {
  if (typeof cell !== "string") return cell as Cell;
  if (/^-?\d+$/.test(cell)) return Number.isSafeInteger(Number(cell)) ? Number(cell) : cell;
  if (cell === "NaN" || cell === "Infinity" || cell === "-Infinity") return Number(cell);
  return cell;
}

/** Quotes a name for SQL. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Quotes a text for SQL. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
