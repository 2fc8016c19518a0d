import { open, stat } from "node:fs/promises";
import { basename } from "node:path";
import { DataError } from "../../../core/errors.ts";
import { exists, explainFileError } from "../../../core/files.node.ts";
import { expectKnown, optionsOf } from "../../../core/options.ts";
import { datasets } from "../../built-in/index.node.ts";
import { gunzipHead } from "../../readers/gzip.node.ts";
import { expectDifferentNames, inLowerCase } from "../schema/column-names.ts";
import { type Cell, isWhole, roleOf, type SourceColumn } from "../schema/column-types.ts";
import type { TablePreprocessing } from "../schema/columns.ts";
import { csvReading } from "./csv.node.ts";
import { type Database, literal, openDatabase } from "./database.node.ts";
import { explainTableError } from "./explain.ts";
import { expectShallowFiles } from "./shallow.node.ts";

export interface TableSourceOptions {
  /** SQL whose result is the table; DATA is called `data` in it. All of DATA by default. */
  readonly query?: string;
  /** MiB that DuckDB may take; 4/5 of the machine's memory by default. */
  readonly memory?: number;
  /** What was learned of such a table before: columns that were text are then read as text, whatever they look like here. */
  readonly preprocessing?: TablePreprocessing;
  /** Whether key columns of a text file are read as text, character by character, instead of as numbers, times, and true or false. */
  readonly keysAsWritten?: boolean;
  /** Files of up to so many MiB are read once, into memory (256; a quarter of that where they are packed); larger ones are read anew for each use. */
  readonly inMemory?: number;
}

/** What `openTableSource` takes. */
export const TABLE_SOURCE = optionsOf<TableSourceOptions>("openTableSource", {
  query: true,
  memory: true,
  preprocessing: true,
  keysAsWritten: true,
  inMemory: true,
});

/** A table that can be read: where it is from, its columns, and the database that reads it. */
export interface TableSource {
  /** What messages call it. */
  readonly name: string;
  readonly columns: readonly SourceColumn[];
  readonly rowCount: number;
  /** Its rows: a relation of the database, with a column `ROW` that counts them from 0 in their order. */
  readonly relation: string;
  readonly database: Database;
  /** The same rows as they stand in their file, for writing them again. Undefined for a query's result, and for Parquet, whose types keep every value. */
  readonly written?: Written;
  /** Whether key columns are texts as they stand in the file. */
  readonly keysAsWritten: boolean;
  /** Assumptions that were made about the file, one line each. */
  readonly notes: readonly string[];
  /** @throws DataError where a file isn't what it was when it was opened. */
  expectUnchanged(): Promise<void>;
  close(): void;
}

/** A table's cells as they stand in its file. */
export interface Written {
  /** A cell of a text file is its text; a cell of a JSON file is JSON. */
  readonly kind: "csv" | "json";
  /** SQL for a relation of the same columns and `ROW`. */
  readonly relation: string;
  /** The delimiter of a text file. */
  readonly delimiter?: string;
  readonly hasDecimalComma?: boolean;
  /** Checks the file also if the source's own rows are in memory, because these cells are read from the file. @throws DataError if it has changed. */
  expectUnchanged(): Promise<void>;
}

/** The column that counts rows. */
export const ROW = "__row";

const IN_MEMORY = 256;

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
export async function headOf(path: string, most = 65_536): Promise<Uint8Array> {
  const file = await open(path).catch((error: unknown) => {
    throw explainFileError(error, path);
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(most), 0, most, 0);
    const head = buffer.subarray(0, bytesRead);
    return head[0] === 0x1f && head[1] === 0x8b ? await gunzipHead(head, most, path) : head;
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
  expectKnown(TABLE_SOURCE, options);
  const isOne = !isRemote(path) && (!isPattern(path) || (await exists(path)));
  const name = isOne ? basename(path) : path;
  if (Object.hasOwn(datasets, path) && !(await exists(path))) throw noTable(path, options);
  const database = await openDatabase(options);
  let files: readonly string[] = isOne ? [path] : [];
  let before = "";
  try {
    if (!isOne && !isRemote(path)) files = await filesOf(database, path);
    before = await fingerprint(files);
    if (isOne && (await stat(path)).isDirectory())
      throw new DataError(`${path} is a folder, not a table. Give a file, or several: "${path}/*.csv".`);
    const learned = options.preprocessing?.columns;
    const reading = await readingOf(
      database,
      path,
      files,
      learned?.map((column) => column.name),
    );
    const fits = isOne && (await stat(path)).size <= bytesInMemory(path, options);
    const asText = learned?.filter(({ kind }) => kind === "category").map((column) => column.name);
    const { columns, rowCount } = await makeRelation(database, reading, name, {
      query: options.query,
      inMemory: fits,
      asText: new Set(asText),
      kept:
        options.keysAsWritten && reading.kind === "csv" && options.query === undefined ? keptAsText(options.preprocessing) : [],
    });
    if (columns.length === 0 || rowCount === 0) throw new DataError(`${name} has no rows. Give a table with some.`);
    const expectUnchanged = async () => {
      if ((await fingerprint(files)) !== before) throw new DataError(`${name} changed while it was read. Try again.`);
    };
    await expectUnchanged();
    return {
      name,
      columns,
      rowCount,
      relation: "source",
      keysAsWritten: options.keysAsWritten === true && reading.kind === "csv",
      ...(options.query === undefined && writtenOf(reading, path, columns, expectUnchanged)),
      notes: reading.notes ?? [],
      database,
      expectUnchanged: fits ? async () => undefined : expectUnchanged,
      close: () => database.close(),
    };
  } catch (error) {
    database.close();
    const now = await fingerprint(files).catch(() => before);
    if (before !== "" && now !== before) throw new DataError(`${name} changed while it was read. Try again.`);
    throw explainTableError(error, name);
  }
}

/** Keys to read as texts. Keys that rows are ordered or grouped by keep their types. */
const keptAsText = ({ keys = [], windows }: Partial<TablePreprocessing> = {}): readonly string[] =>
  keys.filter((key) => key !== windows?.orderBy && !windows?.groupBy?.includes(key));

function writtenOf(
  reading: Reading,
  path: string,
  columns: readonly SourceColumn[],
  expectUnchanged: () => Promise<void>,
): { readonly written?: Written } {
  const { kind, written, delimiter, hasDecimalComma } = reading;
  if (kind === "parquet") return {};
  const asJson = () => columns.map(({ name }) => `${literal(name)}: 'JSON'`).join(", ");
  const read = written ?? `read_json(${literal(path)}, maximum_object_size = 67108864, columns = {${asJson()}})`;
  const relation = `(SELECT *, (row_number() OVER ()) - 1 AS ${ROW} FROM ${read})`;
  return {
    written: {
      kind,
      relation,
      expectUnchanged,
      ...(delimiter !== undefined && { delimiter }),
      ...(hasDecimalComma && { hasDecimalComma }),
    },
  };
}

/** What to say of a dataset's name where a table is wanted. */
const noTable = (name: string, { preprocessing }: TableSourceOptions): DataError =>
  new DataError(
    preprocessing
      ? `The model was trained on a table, and ${name} is none: ${datasets[name]!.description}. Give a table with the columns that it has learned.`
      : `${name} is no table: ${datasets[name]!.description}. Give a file.`,
  );

const isPacked = (path: string): boolean => /\.(parquet|gz|zst)$/.test(path.toLowerCase());

function bytesInMemory(path: string, { inMemory = IN_MEMORY, memory = Number.POSITIVE_INFINITY }: TableSourceOptions): number {
  return Math.min(inMemory, memory / 2) * 2 ** (isPacked(path) ? 18 : 20);
}

async function filesOf(database: Database, pattern: string): Promise<string[]> {
  const found = await database.rows(`SELECT file FROM glob(${literal(pattern)}) ORDER BY file`);
  if (found.length === 0) throw new DataError(`No file matches ${pattern}. Check the path.`);
  return found.map(({ file }) => String(file));
}

/** Sizes and times of files, which tell whether they changed. */
async function fingerprint(files: readonly string[]): Promise<string> {
  const all = await Promise.all(
    files.map((file) =>
      stat(file).catch((error: unknown) => {
        throw explainFileError(error, file);
      }),
    ),
  );
  return all.map(({ size, mtimeMs }) => `${size} ${mtimeMs}`).join(", ");
}

/** How a file is read: the SQL. */
export interface Reading {
  readonly kind: "parquet" | "json" | "csv";
  /** @param asText columns that are to be text, whatever they look like. */
  sql(asText: ReadonlySet<string>): string;
  /** Of a text file, as `CsvReading`. */
  readonly names?: readonly string[];
  readonly written?: string;
  readonly delimiter?: string;
  readonly hasDecimalComma?: boolean;
  readonly notes?: readonly string[];
}

async function readingOf(
  database: Database,
  path: string,
  files: readonly string[],
  wanted?: readonly string[],
): Promise<Reading> {
  const [first = path] = files;
  const kind = await kindOf(first);
  if (kind === "parquet") return { kind, sql: () => `read_parquet(${literal(path)})` };
  if (kind === "json") await expectShallowFiles(database, isRemote(path) ? [] : files);
  if (kind === "json") return { kind, sql: () => `read_json(${literal(path)}, maximum_object_size = 67108864)` };
  return { kind, ...(await csvReading(database, path, files, wanted)) };
}

async function kindOf(path: string): Promise<Reading["kind"]> {
  const plainName = path.toLowerCase().replace(/\.(gz|zst)$/, "");
  if (/\.parquet$/.test(plainName)) return "parquet";
  if (/\.(json|jsonl|ndjson)$/.test(plainName)) return "json";
  const isCsv = /\.(csv|tsv)$/.test(plainName);
  if (isRemote(path)) return "csv";
  const head = await headOf(path);
  if (head.length === 0) throw new DataError(`${basename(path)} is empty. Give a table with some rows.`);
  if (isUtf16(head)) throw new DataError(`${basename(path)} is UTF-16. Save it as UTF-8.`);
  if (startsWith(head, "PAR1")) return "parquet";
  return !isCsv && /^\s*[{[]/.test(new TextDecoder().decode(head.subarray(0, 1024))) ? "json" : "csv";
}

/**
 * Makes `data` (all of the file) and `source` (what the query takes of it, its rows counted). A column with a value that isn't of its type is read as
 * text.
 */
async function makeRelation(
  database: Database,
  reading: Reading,
  name: string,
  {
    query,
    inMemory,
    asText,
    kept,
  }: { query: string | undefined; inMemory: boolean; asText: Set<string>; kept: readonly string[] },
): Promise<{ columns: SourceColumn[]; rowCount: number }> {
  for (;;) {
    const make = inMemory ? "CREATE OR REPLACE TEMP TABLE" : "CREATE OR REPLACE TEMP VIEW";
    try {
      await database.run(`CREATE OR REPLACE TEMP VIEW data AS SELECT * FROM ${reading.sql(asText)}`);
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
        expectDifferentNames(
          given.map((column) => column.name),
          "--query: its result",
        );
      }
      const taken = columns.find((column) => column.name.toLowerCase() === ROW);
      if (taken)
        throw new DataError(
          `${name} has a column "${taken.name}", the name that rows are counted by here. Rename it, or say --query 'SELECT * EXCLUDE (${ROW}) FROM data'.`,
        );
      // A single Parquet file counts its rows itself, without having to be read in order.
      const counts = reading.kind === "parquet" && query === undefined && !inMemory && (await countsRows(database, reading));
      const rows = counts
        ? `SELECT * EXCLUDE (file_row_number), file_row_number AS ${ROW} FROM ${reading.sql(asText).replace(/\)$/, ", file_row_number = true)")}`
        : `SELECT *, (row_number() OVER ()) - 1 AS ${ROW} FROM ${wanted}`;
      await database.run(`${make} source AS ${rows}`);
      // Text is read through once, so that a value that isn't of its column's type is met here.
      const values = reading.kind === "csv" && !inMemory ? ", count(COLUMNS(*))" : "";
      const [counted] = await database.rows(`SELECT count(*) AS rows${values} FROM source`);
      return { columns, rowCount: Number(counted!.rows) };
    } catch (error) {
      const { message } = error as Error;
      const column = reading.names?.find((known) => !asText.has(known) && message.includes(`converting column "${known}". `));
      if (column === undefined) throw error;
      asText.add(column);
    }
  }
}

/** DuckDB calls the second column "x" of a Parquet or JSON file "x_1" or "X_1". @throws DataError where two columns have one name. */
async function expectOwnNames(database: Database, reading: Reading, columns: readonly SourceColumn[], file: string) {
  const names = columns.map(({ name }) => name);
  expectDifferentNames(names, file);
  const lower = inLowerCase(names);
  if (reading.kind === "csv" || !names.some((name) => lower.has(name.toLowerCase().replace(/_\d+$/, "")) && /_\d+$/.test(name)))
    return;
  const path = /^\w+\(('(?:[^']|'')*')/.exec(reading.sql(new Set()))![1]!;
  if (reading.kind === "json") {
    const keys = await database.rows(
      `SELECT DISTINCT unnest(json_keys(json)) AS key FROM read_json_objects(${path}, maximum_object_size = 67108864) ORDER BY 1`,
    );
    expectDifferentNames(
      keys.map(({ key }) => String(key)),
      file,
    );
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

/** Whether a Parquet reading is of one file, without a column of the name that its rows would be counted by. */
async function countsRows(database: Database, reading: Reading): Promise<boolean> {
  const path = reading.sql(new Set()).replace("read_parquet", "glob");
  const [{ files } = { files: 0 }] = await database.rows(`SELECT count(*) AS files FROM ${path}`);
  const columns = await columnsOf(database, `SELECT * FROM ${reading.sql(new Set())}`);
  return Number(files) === 1 && columns.every((column) => column.name.toLowerCase() !== "file_row_number");
}

async function columnsOf(database: Database, select: string): Promise<SourceColumn[]> {
  const described = await database.rows(`DESCRIBE ${select}`);
  return described.map(({ column_name, column_type }) => ({ name: String(column_name), type: String(column_type) }));
}
