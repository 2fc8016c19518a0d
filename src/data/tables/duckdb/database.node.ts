import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DuckDBConnection, DuckDBDataChunk, DuckDBType } from "@duckdb/node-api";
import { removeAtExit } from "../../../core/half-done.node.ts";
import type { Cell } from "../schema/column-types.ts";

export type { Cell };

/** DuckDB, in memory, for the time of one table. */
export interface Database {
  /** All rows of a query's result, by column. Whole numbers beyond 2^53 are given as text; texts stay texts. */
  rows(sql: string): Promise<Record<string, Cell>[]>;
  /** A query's result, some thousand rows at a time, in order. */
  chunks(sql: string): AsyncGenerator<DuckDBDataChunk>;
  run(sql: string): Promise<void>;
  /** The columns of a query's result, without running it to its end. */
  types(sql: string): Promise<readonly { readonly name: string; readonly type: DuckDBType }[]>;
  /** Queries whose sums are to be the same each time, to the last digit: one thread adds the rows up in their order. */
  inOrder<T>(work: () => Promise<T>): Promise<T>;
  /** Lets DuckDB take so many MiB more, which what it reads takes for itself. */
  reserve(more: number): Promise<void>;
  /** Work that takes about as much memory again as DuckDB counts: it gets half of DuckDB's memory first, and all of it where that isn't enough. */
  sparing<T>(work: () => Promise<T>): Promise<T>;
  close(): void;
}

/** How often a long query's progress is told, in milliseconds. */
const OFTEN = 500;

/**
 * @param memory MiB that it may take before it puts parts on the disk.
 * @param onQuery called where a query begins; what it gives back is told, now and then, which share of the query is done.
 */
export async function openDatabase({
  memory,
  onQuery,
}: {
  memory?: number | undefined;
  onQuery?: (() => (share: number) => void) | undefined;
} = {}): Promise<Database> {
  const { DuckDBInstance, DuckDBTypeId } = await import("@duckdb/node-api");
  // It would be .tmp in the folder that one works in.
  const folder = join(tmpdir(), `codings-${randomUUID()}`);
  const keep = removeAtExit(folder);
  const instance = await DuckDBInstance.create(":memory:", {
    temp_directory: folder,
    ...(memory !== undefined && { memory_limit: `${memory}MiB` }),
  });
  const connection: DuckDBConnection = await instance.connect();
  // Timestamps with a zone are taken as UTC, wherever this runs.
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
      keep();
    },
  };
}

/** DuckDB's JSON has whole numbers of 64 bits, and infinities, as text. */
function plain(cell: unknown): Cell {
  if (typeof cell !== "string") return cell as Cell;
  if (/^-?\d+$/.test(cell)) return Number.isSafeInteger(Number(cell)) ? Number(cell) : cell;
  if (cell === "NaN" || cell === "Infinity" || cell === "-Infinity") return Number(cell);
  return cell;
}

/** A name as SQL writes it. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A text as SQL writes it. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
