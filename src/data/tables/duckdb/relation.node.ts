import { randomUUID } from "node:crypto";
import { type PandasColumns, pandasColumns, saidOf } from "../../readers/pandas.ts";
import { expectDifferentNames } from "../schema/column-names.ts";
import { isWhole, roleOf, type SourceColumn } from "../schema/column-types.ts";
import type { LayoutOptions } from "../text/layout.ts";
import type { FindOptions, FoundForms } from "../values/find-forms.ts";
import { type CsvReading, csvReading } from "./csv.node.ts";
import { type Database, literal } from "./database.node.ts";
import { isRemote, type TableKind } from "./files.node.ts";
import { formedSql, formsIn, nativeTypes, type Unread } from "./find-forms.node.ts";
import type { FlatColumn } from "./flatten.node.ts";
import { jsonReading } from "./json.node.ts";
import { parquetReading } from "./parquet.node.ts";
import { expectShallowFiles } from "./shallow.node.ts";

/** The column of row numbers. Its name differs in each run of the program, so that no file can contain it. */
export const ROW = `__row_${randomUUID().replaceAll("-", "")}`;

/** How a file is read: the SQL and, for a text file, the rest of `CsvReading`. */
export interface Reading extends Pick<CsvReading, "sql">, Partial<Omit<CsvReading, "sql" | "again">> {
  readonly kind: TableKind;
  /** Reads the files again through a copy, if DuckDB can't read them directly. */
  readonly again?: () => Promise<Omit<Reading, "kind">>;
  /** Returns SQL for a Parquet file's rows with their numbers, if the file counts them itself. */
  readonly counted?: (row: string) => string;
  /** The columns' types in Parquet files. */
  readonly types?: ReadonlyMap<string, string>;
  /** A Parquet file's metadata. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** The columns of JSON or Parquet, if some are inside objects. */
  readonly nested?: readonly FlatColumn[];
  /** A JSON file, if it is a single one. */
  readonly jsonFile?: string;
  /** Information about the columns that the file itself contains. */
  readonly said?: PandasColumns;
}

/** A table's files. */
export interface TableFiles {
  readonly kind: TableKind;
  /** The path of the file, a pattern, or a URL. */
  readonly path: string;
  /** All files that match the pattern; empty for a URL. */
  readonly files: readonly string[];
  /** The columns of a Parquet file that this program wrote. */
  readonly columns?: readonly SourceColumn[];
}

/** Finds out how to read a table's files. @throws DataError as `csvReading` does, or if JSON is nested too deep. */
export async function readingOf(
  database: Database,
  { kind, path, files, columns }: TableFiles,
  options?: LayoutOptions,
): Promise<Reading> {
  if (kind === "parquet") {
    return { kind, ...(await parquetReading(database, path, files, columns)) };
  }
  if (kind === "csv") return { kind, ...(await csvReading(path, files, options)) };
  await expectShallowFiles(database, isRemote(path) ? [] : files);
  return { kind, ...(await jsonReading(database, path, files)) };
}

/**
 * Makes the views `data` (the whole file) and `source` (the query's result, with row numbers). Columns with forms of numbers or
 * times are read by them. A column with a value that doesn't have its type is read as text.
 */
export async function makeRelation(
  database: Database,
  reading: Reading,
  {
    query,
    inMemory,
    asText,
    kept,
    values,
    copy,
  }: {
    query: string | undefined;
    inMemory: boolean;
    asText: Set<string>;
    kept: readonly string[];
    values: FindOptions;
    /** Parquet file into which a text file's rows are copied when they are first read. Later passes take a tenth of the time. */
    copy?: string | undefined;
  },
): Promise<{ columns: SourceColumn[]; rowCount: number; notes: readonly string[] }> {
  let found: FoundForms | undefined;
  for (;;) {
    const make = inMemory ? "CREATE OR REPLACE TEMP TABLE" : "CREATE OR REPLACE TEMP VIEW";
    try {
      found ??= await formsIn(database, await unread(database, reading, asText), { ...values, delimiter: reading.delimiter });
      for (const [own, { isText }] of found.columns) if (isText) asText.add(own);
      const formed = [...found.columns].flatMap(([own, { as }]) => (as === undefined ? [] : [own]));
      const types = new Map(reading.kind === "csv" ? nativeTypes(found).filter(([own]) => !asText.has(own)) : []);
      const texts = formed.filter((own) => !types.has(own));
      const read = await unread(database, reading, new Set([...asText, ...texts]), types);
      const { missingValues } = values;
      await database.run(
        `CREATE OR REPLACE TEMP VIEW data AS SELECT * FROM ${formedSql(read, found, { asText, missingValues })}`,
      );
      const wanted = `(${query?.replace(/[;\s]+$/, "") ?? "SELECT * FROM data"}\n)`;
      const columns = await columnsOf(database, `SELECT * FROM ${wanted}`);
      // Whole numbers keep their digits without this.
      const reread = columns.filter(
        ({ name: own, type }) => kept.includes(own) && !asText.has(own) && !isWhole(type) && roleOf(type) !== "text",
      );
      for (const column of reread) asText.add(column.name);
      if (reread.length > 0) continue;
      if (query !== undefined) {
        const given = await columnsOf(database, query).catch(() => columns);
        const names = given.map((column) => column.name);
        expectDifferentNames(names, "--query: its result");
      }
      // A single Parquet file counts its rows itself and needn't be read in order.
      const isAsRead = formed.length === 0 && (missingValues ?? []).length === 0;
      const rows =
        reading.counted && query === undefined && !inMemory && isAsRead
          ? reading.counted(ROW)
          : `SELECT *, (row_number() OVER ()) - 1 AS ${ROW} FROM ${wanted}`;
      await database.run(`${make} source AS ${rows}`);
      const mayCopy = reading.kind === "csv" && !inMemory && columns.every(({ type }) => KEPT_BY_PARQUET.test(type));
      const isCopied = copy !== undefined && mayCopy && (await copyRows(database, wanted, copy));
      // Reads text once completely, so that a value that doesn't have its column's type is found here.
      const counts = (reading.kind === "csv" || formed.length > 0) && !inMemory && !isCopied ? ", count(COLUMNS(*))" : "";
      const [counted] = await database.rows(`SELECT count(*) AS rows${counts} FROM source`);
      const said = reading.said ?? pandasColumns(undefined, []);
      return {
        columns: columns.map((column) => ({ ...withForm(column, found!, asText), ...saidOf(said, column.name) })),
        rowCount: Number(counted!.rows),
        notes: found.notes,
      };
    } catch (error) {
      const { message } = error as Error;
      const names = reading.names ?? [...(found?.columns.keys() ?? [])];
      const column = names.find((known) => !asText.has(known) && message.includes(`converting column "${known}". `));
      if (column === undefined) throw error;
      asText.add(column);
    }
  }
}

/** Types whose values Parquet stores unchanged. */
const KEPT_BY_PARQUET = /^(BOOLEAN|BIGINT|DOUBLE|VARCHAR|DATE|TIME|TIMESTAMP|TIMESTAMP WITH TIME ZONE)$/;

/** From now on, reads rows from a copy in a Parquet file, unless the disk has too little space. */
async function copyRows(database: Database, rows: string, file: string): Promise<boolean> {
  const copied = `COPY (SELECT *, (row_number() OVER ()) - 1 AS ${ROW} FROM ${rows}) TO ${literal(file)} (FORMAT parquet)`;
  try {
    await database.sparing(() => database.run(copied));
  } catch (error) {
    if (!/No space left|disk|Could not write/i.test((error as Error).message)) throw error;
    return false;
  }
  await database.run(`CREATE OR REPLACE TEMP VIEW source AS SELECT * FROM read_parquet(${literal(file)})`);
  return true;
}

async function unread(
  database: Database,
  { kind, sql, written }: Reading,
  asText: ReadonlySet<string>,
  types?: ReadonlyMap<string, string>,
): Promise<Unread> {
  const relation = sql(asText, types);
  return {
    sql: relation,
    written: kind === "csv" ? written : undefined,
    columns: await columnsOf(database, `SELECT * FROM ${relation}`),
  };
}

/** Adds to a column what was found about its values, unless a query changed them. */
function withForm(column: SourceColumn, { columns }: FoundForms, asText: ReadonlySet<string>): SourceColumn {
  const { form, as, holds, codes, example } = columns.get(column.name) ?? {};
  const isText = roleOf(column.type) === "text";
  const isItsOwn = form !== undefined && (isText ? as === undefined || asText.has(column.name) : as === column.type);
  return {
    ...column,
    ...(isItsOwn && { form, ...(example !== undefined && { example }) }),
    ...(holds && isText && { holds }),
    ...(codes && { codes }),
  };
}

async function columnsOf(database: Database, select: string): Promise<SourceColumn[]> {
  const described = await database.rows(`DESCRIBE ${select}`);
  return described.map(({ column_name, column_type }) => ({ name: String(column_name), type: String(column_type) }));
}
