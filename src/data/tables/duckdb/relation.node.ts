import { DataError } from "../../../core/errors.ts";
import { type PandasColumns, pandasColumns, saidOf } from "../../readers/pandas.ts";
import { expectDifferentNames, inLowerCase } from "../schema/column-names.ts";
import { type Cell, isWhole, roleOf, type SourceColumn } from "../schema/column-types.ts";
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

/** The column that counts rows. */
export const ROW = "__row";

/** How a file is read: the SQL, and of a text file the rest of `CsvReading`. */
export interface Reading extends Pick<CsvReading, "sql">, Partial<Omit<CsvReading, "sql">> {
  readonly kind: TableKind;
  /** SQL of the paths of Parquet and JSON files; undefined for a table that was written here. */
  readonly paths?: string;
  /** SQL of a Parquet file's rows with their numbers, where the file counts them itself. */
  readonly counted?: (row: string) => string;
  /** The columns of JSON, where some are inside of objects. */
  readonly nested?: readonly FlatColumn[];
  /** What the file itself says of its columns. */
  readonly said?: PandasColumns;
}

/** A table's files. */
export interface TableFiles {
  readonly kind: TableKind;
  /** The file, a pattern, or a URL. */
  readonly path: string;
  /** All files that the pattern matches; none of a URL. */
  readonly files: readonly string[];
  /** The columns of a Parquet file that was written here. */
  readonly columns?: readonly SourceColumn[];
}

/** Finds out how a table's files are read. @throws DataError as `csvReading`, or where JSON nests too deep. */
export async function readingOf(
  database: Database,
  { kind, path, files, columns }: TableFiles,
  options?: LayoutOptions,
): Promise<Reading> {
  if (kind === "parquet") {
    const { paths, ...reading } = await parquetReading(database, path, files, columns);
    return { kind, ...reading, ...(columns === undefined && { paths }) };
  }
  if (kind === "csv") return { kind, ...(await csvReading(path, files, options)) };
  await expectShallowFiles(database, isRemote(path) ? [] : files);
  return { kind, ...(await jsonReading(database, path, files)) };
}

/**
 * Makes `data` (all of the file) and `source` (what the query takes of it, its rows counted). Columns that write numbers or times in a way of their own are read so. A
 * column with a value that isn't of its type is read as text.
 */
export async function makeRelation(
  database: Database,
  reading: Reading,
  name: string,
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
    /** A Parquet file to write a text file's rows into while they are read for the first time; later readings take a tenth of the time. */
    copy?: string | undefined;
  },
): Promise<{ columns: SourceColumn[]; rowCount: number; notes: readonly string[] }> {
  let found: FoundForms | undefined;
  for (;;) {
    const make = inMemory ? "CREATE OR REPLACE TEMP TABLE" : "CREATE OR REPLACE TEMP VIEW";
    try {
      found ??= await formsIn(database, await unread(database, reading, asText), { ...values, delimiter: reading.delimiter });
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
      if (query === undefined) await expectOwnNames(database, reading, columns, name);
      else {
        const given = await columnsOf(database, query).catch(() => columns);
        const names = given.map((column) => column.name);
        expectDifferentNames(names, "--query: its result");
      }
      const taken = columns.find((column) => column.name.toLowerCase() === ROW);
      if (taken)
        throw new DataError(
          `${name} has a column "${taken.name}", the name that rows are counted by here. Rename it, or say --query 'SELECT * EXCLUDE (${ROW}) FROM data'.`,
        );
      // A single Parquet file counts its rows itself, without having to be read in order.
      const isAsRead = formed.length === 0 && (missingValues ?? []).length === 0;
      const rows =
        reading.counted && query === undefined && !inMemory && isAsRead
          ? reading.counted(ROW)
          : `SELECT *, (row_number() OVER ()) - 1 AS ${ROW} FROM ${wanted}`;
      await database.run(`${make} source AS ${rows}`);
      const mayCopy = reading.kind === "csv" && !inMemory && columns.every(({ type }) => KEPT_BY_PARQUET.test(type));
      const isCopied = copy !== undefined && mayCopy && (await copyRows(database, wanted, copy));
      // Text is read through once, so that a value that isn't of its column's type is met here.
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

/** Types whose values Parquet keeps as they are. */
const KEPT_BY_PARQUET = /^(BOOLEAN|BIGINT|DOUBLE|VARCHAR|DATE|TIME|TIMESTAMP|TIMESTAMP WITH TIME ZONE)$/;

/** Reads rows from a copy in a Parquet file from now on, unless the disk lacks the room for it. */
async function copyRows(database: Database, rows: string, file: string): Promise<boolean> {
  try {
    await database.run(`COPY (SELECT *, (row_number() OVER ()) - 1 AS ${ROW} FROM ${rows}) TO ${literal(file)} (FORMAT parquet)`);
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

/** A column with what was found of its values, unless a query made something else of them. */
function withForm(column: SourceColumn, { columns }: FoundForms, asText: ReadonlySet<string>): SourceColumn {
  const { form, as, holds } = columns.get(column.name) ?? {};
  const isText = roleOf(column.type) === "text";
  const isItsOwn = form !== undefined && (isText ? as === undefined || asText.has(column.name) : as === column.type);
  return { ...column, ...(isItsOwn && { form }), ...(holds && isText && { holds }) };
}

/** DuckDB calls the second column "x" of a Parquet or JSON file "x_1" or "X_1". @throws DataError where two columns have one name. */
async function expectOwnNames(database: Database, reading: Reading, columns: readonly SourceColumn[], file: string) {
  const names = columns.map(({ name }) => name);
  expectDifferentNames(names, file);
  const lower = inLowerCase(names);
  const { paths: path } = reading;
  if (path === undefined || !names.some((name) => lower.has(name.toLowerCase().replace(/_\d+$/, "")) && /_\d+$/.test(name)))
    return;
  if (reading.kind === "json") {
    const found = await database.rows(
      `SELECT DISTINCT unnest(json_keys(json)) AS key FROM read_json_objects(${path}, maximum_object_size = 67108864) ORDER BY 1`,
    );
    const keys = found.map(({ key }) => String(key));
    expectDifferentNames(keys, file);
  } else {
    const fields = await database.rows(
      `SELECT name, coalesce(num_children, 0) AS children FROM parquet_schema(${path}) WHERE file_name = (SELECT min(file_name) FROM parquet_schema(${path}))`,
    );
    expectDifferentNames(topLevel(fields), file);
  }
}

/** The names of a Parquet file's columns. The schema lists all fields in one sequence, each before the fields within it. */
function topLevel(fields: readonly Record<string, Cell>[]): string[] {
  const names: string[] = [];
  const behind = (place: number): number => {
    let next = place + 1;
    for (let i = 0; i < Number(fields[place]!.children); i++) next = behind(next);
    return next;
  };
  for (let place = 1; place < fields.length; place = behind(place)) names.push(String(fields[place]!.name));
  return names;
}

async function columnsOf(database: Database, select: string): Promise<SourceColumn[]> {
  const described = await database.rows(`DESCRIBE ${select}`);
  return described.map(({ column_name, column_type }) => ({ name: String(column_name), type: String(column_type) }));
}
