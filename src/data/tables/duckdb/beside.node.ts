import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freeName, inLowerCase } from "../schema/column-names.ts";
import { copyTable, ownStyle, takesWritten } from "./copy.node.ts";
import { type Cell, identifier, literal } from "./database.node.ts";
import { outerNames } from "./flatten.node.ts";
import { ROW } from "./relation.node.ts";
import type { TableSource, Written } from "./source.node.ts";
import { type ResultColumn, type ResultRows, writeTable } from "./write.node.ts";

/** Results of some of a table's rows, in an order of their own: a column each, and the number of the row that each is of. */
export interface RowResults {
  readonly rows: ArrayLike<number>;
  readonly columns: readonly ResultColumn[];
  readonly values: ResultRows;
}

/** Results with the table's own columns beside them, as cells. */
export const readBeside = (source: TableSource, results: RowResults): Promise<Record<string, Cell>[]> =>
  withJoined(source, results, (sql) => source.database.rows(sql));

/** Writes results with the table's own columns beside them: as they stand in the source file if the format allows it, else by their types. @throws DataError as `copyTable`. */
export function writeBeside(source: TableSource, results: RowResults, file: string): Promise<void> {
  const { written, database } = source;
  if (!written || !takesWritten(file, written)) return withJoined(source, results, (sql) => copyTable(database, sql, file));
  return withJoined({ ...source, relation: written.relation, nested: written.nested }, results, (sql) =>
    copyTable(database, sql, file, { check: written.expectUnchanged, ...ownStyle(written) }),
  );
}

async function withJoined<T>(
  { nested, ...source }: TableSource & Pick<Written, "nested">,
  { rows, columns, values }: RowResults,
  use: (sql: string) => Promise<T>,
): Promise<T> {
  const path = join(tmpdir(), `codings-${randomUUID()}.parquet`);
  const place = Int32Array.from(rows, (_, i) => i);
  try {
    const made = columns.map(({ type }, i) => ({ name: `c${i}`, type }));
    const whole = (name: string) => ({ name, type: "whole" as const });
    await writeTable(path, [whole("place"), whole("of_row"), ...made], rows.length, (write) =>
      write([place, Int32Array.from(rows), ...values]),
    );
    const names = nested ? outerNames(nested) : source.columns.map(({ name }) => name);
    const own = inLowerCase(names);
    const selected = columns.map(({ name }, i) => `v.c${i} AS ${identifier(freeName(name, own))}`);
    const others = names.map((name) => `t.${identifier(name)}`);
    return await use(
      `SELECT ${[...selected, ...others].join(", ")} FROM read_parquet(${literal(path)}) v JOIN ${source.relation} t ON t.${ROW} = v.of_row ORDER BY v.place`,
    );
  } finally {
    await rm(path, { force: true });
  }
}
