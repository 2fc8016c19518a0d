import { createWriteStream } from "node:fs";
import { mkdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { firstBytes } from "../../../core/files.node.ts";
import { temporaryFolder } from "../../../core/temporary.node.ts";
import { KeysApart } from "../../readers/json-keys.ts";
import { jsonShape } from "../../readers/json-rows.ts";
import { isGzip } from "../../readers/promised.ts";
import { isZstd } from "../../readers/zstd.ts";
import { columnsApart, inLowerCase } from "../schema/column-names.ts";
import { type Database, literal } from "./database.node.ts";
import { differences } from "./differences.node.ts";
import { headOf } from "./files.node.ts";
import { areOwn, type FlatColumn, flatColumns, flatSql, markMixed, mayBeRenamed, outerNames } from "./flatten.node.ts";
import { rowsOfJson } from "./own-rows.node.ts";

/** How JSON files are read. */
export interface JsonReading {
  readonly sql: () => string;
  /** SQL that reads the rows as DuckDB does, with structs as single columns. */
  readonly source: string;
  /** Reads copies of the files in which no object repeats a key. */
  readonly again?: () => Promise<JsonReading>;
  /** Removes copies of the files. */
  readonly remove?: () => void;
  /** SQL that reads every cell as JSON. */
  readonly written: string;
  /** The table's columns, if some are inside objects. */
  readonly nested?: readonly FlatColumn[];
  /** The file itself, if it is a single one. */
  readonly jsonFile?: string;
  /** Notes about columns that only some files have, one per line. */
  readonly notes: readonly string[];
}

/** Number of bytes that show the structure of a file's rows. */
const HEAD = 2 ** 20;
const MOST_SAMPLED = 256 * 2 ** 20;

/** Whether DuckDB can read a JSON file's rows: an array of objects, or one value per line. If not, the page's reader does. */
export async function isRowsOfJson(path: string): Promise<boolean> {
  const head = await headOf(path, HEAD);
  const shape = jsonShape(new TextDecoder().decode(head), head.length < HEAD);
  if (shape === "lines") return /^\s*\{/.test(new TextDecoder().decode(head.subarray(0, 4096)));
  return shape === "rows";
}

/** Finds out how to read JSON files of rows. Nested objects become columns of their own. */
export async function jsonReading(database: Database, path: string, files: readonly string[]): Promise<JsonReading> {
  const paths = files.length > 0 ? `[${files.map(literal).join(", ")}]` : literal(path);
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  const all = sizes.reduce((sum, size) => sum + size, 0) <= MOST_SAMPLED ? ", sample_size = -1" : "";
  // Texts stay texts, so that the forms of their numbers and times are detected as in a text file.
  const [first] = files;
  // DuckDB itself relies on the files' names.
  const packed = first === undefined ? "" : `, compression = ${literal(compressionOf(await firstBytes(first, 4)))}`;
  const options = `dateformat = '~', timestampformat = '~', maximum_object_size = 67108864, map_inference_threshold = -1, field_appearance_threshold = 0${packed}${all}${files.length > 1 ? ", union_by_name = true" : ""}`;
  const read = `read_json(${paths}, ${options})`;
  const unlessTwice = (error: unknown): undefined => {
    if (files.length === 0 || !/duplicate (key|name)/i.test(String(error))) throw error;
  };
  const found = await flatColumns(database, `SELECT * FROM ${read}`).catch(unlessTwice);
  if (files.length > 0 && (!found || (await haveOneName(database, found, paths)))) return renamedReading(database, path, files);
  const { columns: apart, notes: renamed } = columnsApart(found!, first === undefined ? path : basename(first));
  const columns = await markMixed(database, apart, read).catch(unlessTwice);
  if (!columns) return renamedReading(database, path, files);
  const selected = flatSql(columns);
  const notes = await differences(database, files, (file) => `read_json(${literal(file)}, ${options})`);
  return {
    source: read,
    sql: () => (areOwn(columns) && !columns.some(({ isMixed }) => isMixed) ? read : `(SELECT ${selected} FROM ${read})`),
    written: writtenSql(columns, paths, packed),
    ...(!areOwn(columns) && { nested: columns }),
    ...(files.length === 1 && { jsonFile: first! }),
    notes: [...renamed, ...notes],
    again: () => renamedReading(database, path, files),
  };
}

/** Whether two keys of rows may be the same name in SQL. DuckDB then calls the second one "A_1". */
async function haveOneName(database: Database, columns: readonly FlatColumn[], paths: string): Promise<boolean> {
  const outer = outerNames(columns);
  if (!mayBeRenamed(outer)) return false;
  const keys = await database.rows(
    `SELECT DISTINCT unnest(json_keys(json)) AS key FROM read_json_objects(${paths}, maximum_object_size = 67108864)`,
  );
  return inLowerCase(keys.map(({ key }) => String(key))).size < keys.length;
}

/** Reads copies of files in which keys that are the same name in SQL are renamed. */
async function renamedReading(database: Database, path: string, files: readonly string[]): Promise<JsonReading> {
  const keys = new KeysApart();
  for (const file of files) for await (const row of rowsOfJson(file)) keys.add(row);
  const { path: folder, remove } = await temporaryFolder();
  try {
    const copies = files.map((file, i) => join(folder, `${i}`, basename(file).replace(/\.(gz|zst)$/i, "")));
    for (const [i, file] of files.entries()) {
      await mkdir(join(folder, `${i}`));
      await pipeline(renamedRows(file, keys), createWriteStream(copies[i]!));
    }
    const { jsonFile: _, again: _again, ...reading } = await jsonReading(database, path, copies);
    const { source } = reading;
    const own = reading.nested ?? (await markMixed(database, await flatColumns(database, `SELECT * FROM ${source}`), source));
    const inFile = own.map((column) => ({ ...column, name: keys.original(column.path).join(".") }));
    const { columns, notes } = columnsApart(inFile, basename(files[0]!));
    const nested = columns.map((column) => ({ ...column, path: keys.original(column.path) as FlatColumn["path"] }));
    return {
      ...reading,
      sql: () => `(SELECT ${flatSql(columns)} FROM ${reading.source})`,
      nested: files.length === 1 ? nested : columns,
      ...(files.length === 1 && { jsonFile: files[0]! }),
      notes: [...notes, ...reading.notes],
      remove,
    };
  } catch (error) {
    remove();
    throw error;
  }
}

async function* renamedRows(file: string, keys: KeysApart): AsyncGenerator<string> {
  for await (const row of rowsOfJson(file)) yield `${keys.renamed(row)}\n`;
}

const compressionOf = (bytes: Uint8Array): string => (isGzip(bytes) ? "gzip" : isZstd(bytes) ? "zstd" : "uncompressed");

/** Returns SQL for the file's own columns as JSON, with nested objects as single columns. */
function writtenSql(columns: readonly FlatColumn[], paths: string, compression: string): string {
  const outer = outerNames(columns);
  const types = outer.map((name) => `${literal(name)}: 'JSON'`).join(", ");
  return `read_json(${paths}, maximum_object_size = 67108864${compression}, columns = {${types}})`;
}
