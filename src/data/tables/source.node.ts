import { open, stat } from "node:fs/promises";
import { basename } from "node:path";
import { gunzipSync } from "node:zlib";
import { DataError } from "../../core/errors.ts";
import { explainFileError } from "../files.node.ts";
import { type Database, identifier, literal, openDatabase } from "./database.node.ts";
import { explainTableError } from "./explain.ts";

export interface TableSourceOptions {
  /** SQL whose result is the table; DATA is called `data` in it. All of DATA by default. */
  readonly query?: string;
  /** MiB that DuckDB may take; 4/5 of the machine's memory by default. */
  readonly memory?: number;
}

/** A table that can be read: where it is from, its columns, and the database that reads it. */
export interface TableSource {
  /** What messages call it. */
  readonly name: string;
  readonly columns: readonly SourceColumn[];
  readonly rowCount: number;
  /** Its rows: a relation of the database, with a column `ROW` that counts them from 0 in their order. */
  readonly relation: string;
  readonly database: Database;
  /** @throws DataError where a file isn't what it was when it was opened. */
  expectUnchanged(): Promise<void>;
  close(): void;
}

export interface SourceColumn {
  readonly name: string;
  /** DuckDB's: "DOUBLE", "VARCHAR", "TIMESTAMP", … */
  readonly type: string;
}

/** The column that counts rows. */
export const ROW = "__row";

/** Files up to this many bytes are read once, into memory; larger ones are read anew for each use. */
const IN_MEMORY = 256 * 2 ** 20;

/** Words for a missing value in text files. */
const MISSING = ["", "NA", "N/A", "n/a", "NaN", "nan", "NULL", "null", "None", "?"];

/** Whether a path names many files, or one elsewhere. */
export const isPattern = (path: string): boolean => /[*?[]/.test(path);
export const isRemote = (path: string): boolean => /^(https?|s3|gs|r2):\/\//.test(path);

/** Whether a file's first bytes may be a table's: Parquet, or text. */
export async function looksLikeTable(path: string): Promise<boolean> {
  const head = await headOf(path);
  return startsWith(head, "PAR1") || startsWith(head, "(\xb5/\xfd") || head.length === 0 || !head.includes(0) || isUtf16(head);
}

const startsWith = (bytes: Uint8Array, text: string): boolean => [...text].every((char, i) => bytes[i] === char.charCodeAt(0));
const isUtf16 = ([a, b]: Uint8Array): boolean => (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff);

/** A file's first bytes, unpacked where they are gzip. */
async function headOf(path: string): Promise<Uint8Array> {
  const file = await open(path).catch((error: unknown) => {
    throw explainFileError(error, path);
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(65536), 0, 65536, 0);
    const head = buffer.subarray(0, bytesRead);
    // Z_SYNC_FLUSH lets a gzip end early: this is only its beginning.
    return head[0] === 0x1f && head[1] === 0x8b ? gunzipSync(head, { finishFlush: 2 }) : head;
  } catch (error) {
    throw explainFileError(error, path);
  } finally {
    await file.close();
  }
}

/**
 * Opens a table: CSV, TSV, JSON (lines or one array), Parquet, packed or not, a glob of them, or a URL where DuckDB's extension for it is installed.
 * @throws DataError in one line where it can't be read: the file, and its line where one is to blame.
 */
export async function openTableSource(path: string, options: TableSourceOptions = {}): Promise<TableSource> {
  const name = isRemote(path) || isPattern(path) ? path : basename(path);
  const local = !isRemote(path) && !isPattern(path);
  const before = local ? await fingerprint(path) : undefined;
  const database = await openDatabase(options);
  try {
    const reading = await readingOf(database, path);
    const fits = before !== undefined && before.size <= IN_MEMORY;
    await makeRelation(database, reading, { query: options.query, inMemory: fits });
    const described = await database.rows("DESCRIBE source");
    const columns = described
      .map(({ column_name, column_type }) => ({ name: String(column_name), type: String(column_type) }))
      .filter((column) => column.name !== ROW);
    const [{ rows: rowCount } = { rows: 0 }] = await database.rows("SELECT count(*) AS rows FROM source");
    if (columns.length === 0 || rowCount === 0) throw new DataError(`${name} has no rows. Give a table with some.`);
    const expectUnchanged = async () => {
      if (!before) return;
      const now = await fingerprint(path);
      if (now.size !== before.size || now.time !== before.time)
        throw new DataError(`${name} changed while it was read. Try again.`);
    };
    await expectUnchanged();
    return {
      name,
      columns,
      rowCount: Number(rowCount),
      relation: "source",
      database,
      expectUnchanged,
      close: () => database.close(),
    };
  } catch (error) {
    database.close();
    throw explainTableError(error, name);
  }
}

async function fingerprint(path: string): Promise<{ size: number; time: number }> {
  const info = await stat(path).catch((error: unknown) => {
    throw explainFileError(error, path);
  });
  return { size: info.size, time: info.mtimeMs };
}

/** How a file is read: the SQL, given columns that are to be text whatever they look like. */
type Reading = (asText: ReadonlySet<string>) => string;

async function readingOf(database: Database, path: string): Promise<Reading> {
  const kind = await kindOf(path);
  if (kind === "parquet") return () => `read_parquet(${literal(path)})`;
  if (kind === "json") return () => `read_json(${literal(path)}, maximum_object_size = 67108864)`;
  return csvReading(database, path);
}

async function kindOf(path: string): Promise<"parquet" | "json" | "csv"> {
  const plainName = path.toLowerCase().replace(/\.(gz|zst)$/, "");
  if (/\.parquet$/.test(plainName)) return "parquet";
  if (/\.(json|jsonl|ndjson)$/.test(plainName)) return "json";
  if (isRemote(path) || isPattern(path)) return "csv";
  const head = await headOf(path);
  if (head.length === 0) throw new DataError(`${basename(path)} is empty. Give a table with some rows.`);
  if (isUtf16(head)) throw new DataError(`${basename(path)} is UTF-16. Save it as UTF-8.`);
  if (startsWith(head, "PAR1")) return "parquet";
  return /^\s*[{[]/.test(new TextDecoder().decode(head.subarray(0, 1024))) ? "json" : "csv";
}

async function csvReading(database: Database, path: string): Promise<Reading> {
  const nulls = `nullstr = [${MISSING.map(literal).join(", ")}]`;
  const dialect = await sniff(database, path, nulls);
  if (!dialect) return rawReading(path);
  const { delimiter, columns } = dialect;
  const decimal =
    delimiter !== "," && columns.some(({ type }) => type === "VARCHAR")
      ? await sniff(database, path, `${nulls}, decimal_separator = ','`)
      : undefined;
  const comma =
    decimal &&
    decimal.columns.filter(({ type }) => type === "DOUBLE").length > columns.filter(({ type }) => type === "DOUBLE").length;
  const best = comma ? decimal : dialect;
  return (asText) => {
    const types = best.columns.map(
      (column) => `${literal(column.name)}: ${literal(asText.has(column.name) ? "VARCHAR" : column.type)}`,
    );
    return `read_csv(${literal(path)}, ${best.options}, columns = {${types.join(", ")}}, ${nulls}${comma ? ", decimal_separator = ','" : ""})`;
  };
}

interface Dialect {
  readonly delimiter: string;
  readonly columns: readonly SourceColumn[];
  readonly options: string;
}

/** How DuckDB takes a text file to be written; undefined where it finds no way, or takes a table for one column of text. */
async function sniff(database: Database, path: string, options: string): Promise<Dialect | undefined> {
  const found = await database
    .rows(
      `SELECT Delimiter AS delimiter, Prompt AS prompt, Quote AS quote, to_json(Columns)::VARCHAR AS columns, HasHeader AS header FROM sniff_csv(${literal(path)}, ${options})`,
    )
    .catch((error: Error) => {
      if (/No files found|Extension|HTTP|utf-8|unicode/i.test(error.message)) throw error;
      return [];
    });
  const [first] = found;
  if (!first) return undefined;
  const columns = JSON.parse(String(first.columns)) as SourceColumn[];
  if (columns.length === 1 && /[,;\t|]/.test(columns[0]!.name)) return undefined;
  const written = /auto_detect=false, (.*), columns=\{/s.exec(String(first.prompt))?.[1] ?? "auto_detect=true";
  return { delimiter: String(first.delimiter), columns, options: `auto_detect = false, ${written}` };
}

/** A text file that DuckDB makes nothing of, read as its first line has it: its reader then names the line that is to blame. */
async function rawReading(path: string): Promise<Reading> {
  const [line = ""] = new TextDecoder().decode(await headOf(path)).split(/\r?\n/);
  const delimiter = [",", ";", "\t", "|"].toSorted((a, b) => line.split(b).length - line.split(a).length)[0]!;
  const columns = line
    .split(delimiter)
    .map((name, i) => `${literal(name.trim().replace(/^"|"$/g, "") || `column${i}`)}: 'VARCHAR'`);
  return () =>
    `read_csv(${literal(path)}, auto_detect = false, delim = ${literal(delimiter)}, quote = '"', escape = '"', header = true, columns = {${columns.join(", ")}})`;
}

/** Makes `data` (all of the file) and `source` (what the query takes of it, its rows counted). A column with a value that isn't of its type is read as text. */
async function makeRelation(
  database: Database,
  reading: Reading,
  { query = "SELECT * FROM data", inMemory }: { query: string | undefined; inMemory: boolean },
): Promise<void> {
  const asText = new Set<string>();
  for (;;) {
    const make = inMemory ? "CREATE OR REPLACE TEMP TABLE" : "CREATE OR REPLACE TEMP VIEW";
    try {
      await database.run(`CREATE OR REPLACE TEMP VIEW data AS SELECT * FROM ${reading(asText)}`);
      await database.run(
        `${make} source AS SELECT *, (row_number() OVER ()) - 1 AS ${identifier(ROW)} FROM (${query.replace(/;\s*$/, "")})`,
      );
      return;
    } catch (error) {
      const column = /Error when converting column "(.+?)"\./.exec((error as Error).message)?.[1];
      if (column === undefined || asText.has(column)) throw error;
      asText.add(column);
    }
  }
}
