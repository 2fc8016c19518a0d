import { basename } from "node:path";
import { type PandasColumns, pandasColumns } from "../../readers/pandas.ts";
import { columnsApart, namedApart } from "../schema/column-names.ts";
import type { SourceColumn } from "../schema/column-types.ts";
import { type Cell, type Database, identifier, literal } from "./database.node.ts";
import { differences } from "./differences.node.ts";
import { areOwn, type FlatColumn, flatColumns, flatSql, mayBeRenamed, outerNames } from "./flatten.node.ts";

/** How Parquet files are read. */
export interface ParquetReading {
  readonly sql: () => string;
  /** Returns SQL for the same rows with row numbers. A single file counts its rows itself and needn't be read in order. */
  readonly counted?: (row: string) => string;
  /** SQL for the files' own columns, with structs as single columns. */
  readonly written?: string;
  /** The table's columns, if some are inside structs. */
  readonly nested?: readonly FlatColumn[];
  /** The columns' types in the files. */
  readonly types?: ReadonlyMap<string, string>;
  /** A single file's metadata. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Notes about columns that only some files have, one per line. */
  readonly notes?: readonly string[];
  /** Information about the columns that pandas recorded. */
  readonly said: PandasColumns;
}

/**
 * Finds out how to read Parquet files. Columns inside structs become columns of the table. Files of one table may have their
 * columns in different orders, or lack some.
 * @param made columns of a table that this program wrote for DuckDB. Their texts are cast to their types.
 */
export async function parquetReading(
  database: Database,
  path: string,
  files: readonly string[],
  made?: readonly SourceColumn[],
): Promise<ParquetReading> {
  const paths = files.length > 0 ? `[${files.map(literal).join(", ")}]` : literal(path);
  const read = (options = "") => `read_parquet(${paths}${files.length > 1 ? ", union_by_name = true" : ""}${options})`;
  const all = `SELECT * FROM ${read()}`;
  if (made) return { sql: () => `(SELECT ${made.map(castSql).join(", ")} FROM ${read()})`, said: saidIn(made) };
  const found = await flatColumns(database, all);
  const first = await ownNames(database, found, paths);
  const apart = namedApart(first);
  const called = new Map(outerNames(found).map((name, i) => [name, apart.names[i]!]));
  const file = basename(files[0] ?? path);
  const { columns, notes } = columnsApart(
    found.map((column) => ({ ...column, name: [called.get(column.path[0])!, ...column.path.slice(1)].join(".") })),
    file,
  );
  const outer = [...called].map(([own, name]) => `${identifier(own)} AS ${identifier(name)}`).join(", ");
  const written = apart.notes.length === 0 ? read() : `(SELECT ${outer} FROM ${read()})`;
  const inWritten = columns.map((column): FlatColumn => {
    const [own, ...inner] = column.path;
    return { ...column, path: [called.get(own)!, ...inner] };
  });
  const selected = areOwn(columns) ? "*" : flatSql(columns);
  const isCounted = files.length === 1 && columns.every(({ path: [outer] }) => outer.toLowerCase() !== "file_row_number");
  const own = !areOwn(columns) ? selected : "* EXCLUDE (file_row_number)";
  const metadata = await metadataOf(database, paths);
  return {
    ...(files.length > 0 && { written, types: new Map(columns.map(({ name, type }) => [name, type])) }),
    ...(!areOwn(inWritten) && { nested: inWritten }),
    ...(files.length === 1 && { metadata }),
    sql: () => (areOwn(columns) ? read() : `(SELECT ${selected} FROM ${read()})`),
    ...(isCounted && {
      counted: (row: string) => `SELECT ${own}, file_row_number AS ${row} FROM ${read(", file_row_number = true")}`,
    }),
    notes: [
      ...apart.notes.map((note) => `${file} ${note}`),
      ...notes,
      ...(await differences(database, files, (one) => `read_parquet(${literal(one)})`)),
    ],
    said: pandasColumns(
      metadata.pandas,
      columns.map(({ name }) => name),
    ),
  };
}

/** Returns the columns' names in the file. DuckDB calls the second column "x" of a file "x_1" or "X_1". */
async function ownNames(database: Database, columns: readonly FlatColumn[], paths: string): Promise<readonly string[]> {
  const outer = outerNames(columns);
  if (!mayBeRenamed(outer)) return outer;
  const fields = await database.rows(
    `SELECT name, coalesce(num_children, 0) AS children FROM parquet_schema(${paths}) WHERE file_name = (SELECT min(file_name) FROM parquet_schema(${paths}))`,
  );
  const names = topLevel(fields);
  return names.length === outer.length ? names : outer;
}

/**
 * Returns the names of a Parquet file's columns. The schema lists all fields in one sequence, each before the fields inside it.
 */
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

/** Returns the first file's metadata, except Arrow's description of the columns, because DuckDB writes columns differently. */
async function metadataOf(database: Database, paths: string): Promise<Readonly<Record<string, string>>> {
  const found = await database
    .rows(
      `SELECT decode(key) AS key, decode(value) AS text FROM parquet_kv_metadata(${paths}) WHERE file_name = (SELECT min(file_name) FROM parquet_kv_metadata(${paths})) AND decode(key) <> 'ARROW:schema'`,
    )
    .catch(() => []);
  return Object.fromEntries(found.map(({ key, text }) => [String(key), String(text)]));
}

const saidIn = (columns: readonly SourceColumn[]): PandasColumns => {
  const named = (what: SourceColumn["said"]) => new Set(columns.filter(({ said }) => said === what).map(({ name }) => name));
  return { keys: named("key"), categories: named("category") };
};

/** Returns SQL for a cell that was written as text because Parquet's writer has no type for it. */
function castSql({ name, type }: SourceColumn): string {
  const x = identifier(name);
  if (/^(DATE|TIME|UBIGINT|HUGEINT)/.test(type)) return `${x}::${type} AS ${x}`;
  if (type === "JSON[]") return `${x}::JSON::JSON[] AS ${x}`;
  return type === "JSON" || type === "STRUCT" ? `${x}::JSON AS ${x}` : x;
}
