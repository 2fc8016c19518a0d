import { stat } from "node:fs/promises";
import { firstBytes } from "../../../core/files.node.ts";
import { jsonShape } from "../../readers/json-rows.ts";
import { isGzip } from "../../readers/promised.ts";
import { isZstd } from "../../readers/zstd.ts";
import { type Database, literal } from "./database.node.ts";
import { differences } from "./differences.node.ts";
import { headOf } from "./files.node.ts";
import { type FlatColumn, flatColumns, flatSql, isNested, outerNames } from "./flatten.node.ts";

/** How JSON files are read. */
export interface JsonReading {
  readonly sql: () => string;
  /** SQL that reads every cell as JSON. */
  readonly written: string;
  /** The table's columns, where some are inside of objects. */
  readonly nested?: readonly FlatColumn[];
  /** The file itself, if it is a single one. */
  readonly jsonFile?: string;
  /** What some of the files lack, or have besides, a line each. */
  readonly notes: readonly string[];
  /** SQL of the files' paths. */
  readonly paths: string;
}

/** Bytes of a file from which it is seen how its rows stand. */
const HEAD = 2 ** 20;
const MOST_SAMPLED = 256 * 2 ** 20;

/** Whether a JSON file is rows that DuckDB reads: an array of objects, or a value a line. Else the page's reader finds them. */
export async function isRowsOfJson(path: string): Promise<boolean> {
  const head = await headOf(path, HEAD);
  const shape = jsonShape(new TextDecoder().decode(head), head.length < HEAD);
  if (shape === "lines") return /^\s*\{/.test(new TextDecoder().decode(head.subarray(0, 4096)));
  return shape === "rows";
}

/** Finds out how JSON files of rows are read. Objects in objects become columns of their own. */
export async function jsonReading(database: Database, path: string, files: readonly string[]): Promise<JsonReading> {
  const paths = files.length > 0 ? `[${files.map(literal).join(", ")}]` : literal(path);
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  const all = sizes.reduce((sum, size) => sum + size, 0) <= MOST_SAMPLED ? ", sample_size = -1" : "";
  // Texts stay texts: how they write times is found out as of a text file.
  const [first] = files;
  // DuckDB itself goes by the files' names.
  const packed = first === undefined ? "" : `, compression = ${literal(compressionOf(await firstBytes(first, 4)))}`;
  const options = `dateformat = '~', timestampformat = '~', maximum_object_size = 67108864, map_inference_threshold = -1, field_appearance_threshold = 0${packed}${all}${files.length > 1 ? ", union_by_name = true" : ""}`;
  const read = `read_json(${paths}, ${options})`;
  const columns = await flatColumns(database, `SELECT * FROM ${read}`);
  const selected = flatSql(columns);
  const notes = await differences(database, files, (file) => `read_json(${literal(file)}, ${options})`);
  return {
    sql: () => (isNested(columns) ? `(SELECT ${selected} FROM ${read})` : read),
    written: writtenSql(columns, paths, packed),
    ...(isNested(columns) && { nested: columns }),
    ...(files.length === 1 && { jsonFile: files[0]! }),
    paths,
    notes,
  };
}

const compressionOf = (bytes: Uint8Array): string => (isGzip(bytes) ? "gzip" : isZstd(bytes) ? "zstd" : "uncompressed");

/** The file's own columns, each as JSON: those with objects in them aren't taken apart. */
function writtenSql(columns: readonly FlatColumn[], paths: string, compression: string): string {
  const outer = outerNames(columns);
  const types = outer.map((name) => `${literal(name)}: 'JSON'`).join(", ");
  return `read_json(${paths}, maximum_object_size = 67108864${compression}, columns = {${types}})`;
}
