import { open, stat } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { attempt } from "../../../core/attempt.ts";
import { DataError } from "../../../core/errors.ts";
import { firstBytes, orExplain } from "../../../core/files.node.ts";
import { csv } from "../../readers/csv.ts";
import { gunzipHead } from "../../readers/gzip.node.ts";
import { readerOf } from "../../readers/index.ts";
import { isGzip } from "../../readers/promised.ts";
import type { AnyReader } from "../../readers/reader.ts";
import { knownAs } from "../../readers/signatures.ts";
import { unreadable } from "../../readers/unread.ts";
import { isZip } from "../../readers/zip.ts";
import { isZstd, unzstdHead } from "../../readers/zstd.ts";
import { type Database, literal } from "./database.node.ts";

/** Whether a path is a pattern of files or a URL. */
export const isPattern = (path: string): boolean => /[*?[]/.test(path);
export const isRemote = (path: string): boolean => /^(https?|s3|gs|r2|hf):\/\//.test(path);

/** Returns a file's first bytes, decompressed if the file is gzip. */
export async function headOf(path: string, most = 65_536): Promise<Uint8Array> {
  const head = await orExplain(firstBytes(path, most), path);
  if (isGzip(head)) return gunzipHead(head, most, path);
  return isZstd(head) ? unzstdHead(head, most, path) : head;
}

export async function filesOf(database: Database, pattern: string): Promise<string[]> {
  const found = await database.rows(`SELECT file FROM glob(${literal(pattern)}) ORDER BY file`);
  if (found.length === 0) throw new DataError(`No file matches ${pattern}. Check the path.`);
  return found.map(({ file }) => String(file));
}

/** Splits a path, which may be a file URL (file:///…), from the name of an array after it: archive.npz:name. */
export function splitArray(written: string): { readonly path: string; readonly array?: string } {
  const given = /^file:\/\//i.test(written) ? (attempt(() => fileURLToPath(written)) ?? written) : written;
  const [, path, array] = /^(.+\.npz):([^/\\]+)$/i.exec(given) ?? [];
  return path === undefined ? { path: given } : { path, array: array! };
}

/** Returns files' sizes and modification times, which show whether the files changed. */
export async function fingerprint(files: readonly string[]): Promise<string> {
  const all = await Promise.all(files.map((file) => orExplain(stat(file), file)));
  return all.map(({ size, mtimeMs }) => `${size} ${mtimeMs}`).join(", ");
}

/** The format in which DuckDB reads a table's file. */
export type TableKind = "parquet" | "json" | "csv";

/** The kind of a file, detected from its content. */
export interface FileKind {
  /** The first bytes, decompressed; for a ZIP archive also the last ones, which contain its directory. */
  readonly head: Uint8Array;
  /** The reader of the file's format; undefined if the format isn't known. */
  readonly reader: AnyReader | undefined;
}

/** Number of bytes at a ZIP archive's end that contain the directory of a few files. */
const DIRECTORY = 65_536;

/**
 * Detects a file's kind. The name decides only between kinds that the content leaves open, such as JSON lines and CSV.
 * @throws DataError if the file can't be read.
 */
export async function kindOfFile(path: string): Promise<FileKind> {
  const name = basename(path).replace(/\.(gz|zst)$/i, "");
  const head = await headOf(path);
  const ends = isZip(head) ? Buffer.concat([head, await lastBytes(path, DIRECTORY)]) : head;
  return { head: ends, reader: readerOf(ends, name) ?? (isBrokenText(ends, name) ? csv : undefined) };
}

/** Whether a file with the name of a text table begins as text. Its reader then reports the line that isn't text. */
const isBrokenText = (head: Uint8Array, name: string): boolean =>
  head.length > 0 &&
  /\.(csv|tsv)$/i.test(name) &&
  knownAs(head) === undefined &&
  head.subarray(0, 8).every((byte) => byte === 9 || byte === 10 || byte === 13 || (byte >= 0x20 && byte < 0x7f));

async function lastBytes(path: string, most: number): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(most), 0, most, Math.max(0, size - most));
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Returns the reader of a table's file. @throws DataError if the file is empty or isn't a table. */
export async function tableReader(path: string): Promise<AnyReader> {
  const name = basename(path);
  const { head, reader } = await kindOfFile(path);
  if (head.length === 0) throw new DataError(`${name} is empty. Use a table with at least one row.`);
  if (!reader) throw new DataError(unreadable({ path: name, bytes: head, reader }));
  if (reader.holds === "image") throw new DataError(`${name} is an image, not a table. Use a table.`);
  return reader;
}
