import { open, stat } from "node:fs/promises";
import { basename } from "node:path";
import { DataError } from "../../../core/errors.ts";
import { orExplain } from "../../../core/files.node.ts";
import { gunzipHead } from "../../readers/gzip.node.ts";
import { isGzip } from "../../readers/promised.ts";
import { isUtf16 } from "../../readers/signatures.ts";
import { isTextHead } from "../../readers/text.ts";
import { isZstd, unzstdHead } from "../../readers/zstd.ts";
import { unmarkedUtf16 } from "../text/encoding.ts";
import { type Database, literal } from "./database.node.ts";

/** Whether a path names many files, or one elsewhere. */
export const isPattern = (path: string): boolean => /[*?[]/.test(path);
export const isRemote = (path: string): boolean => /^(https?|s3|gs|r2):\/\//.test(path);

/** Whether a file's first bytes may be a table's: Parquet, or text. */
export async function looksLikeTable(path: string): Promise<boolean> {
  const head = await headOf(path);
  return startsWith(head, "PAR1") || head.length === 0 || isUtf16(head) || isTextHead(head);
}

const startsWith = (bytes: Uint8Array, text: string): boolean => [...text].every((char, i) => bytes[i] === char.charCodeAt(0));

/** A file's first bytes. */
export async function firstBytes(path: string, most: number): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(most), 0, most, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** A file's first bytes, unpacked where they are gzip. */
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

/** Sizes and times of files, which tell whether they changed. */
export async function fingerprint(files: readonly string[]): Promise<string> {
  const all = await Promise.all(files.map((file) => orExplain(stat(file), file)));
  return all.map(({ size, mtimeMs }) => `${size} ${mtimeMs}`).join(", ");
}

export type TableKind = "parquet" | "json" | "csv";

/** The format of a table's file, by its name, or by its first bytes where the name says nothing. @throws DataError where it is empty. */
export async function tableKind(path: string): Promise<TableKind> {
  const plainName = path.toLowerCase().replace(/\.(gz|zst)$/, "");
  if (/\.parquet$/.test(plainName)) return "parquet";
  if (/\.(json|jsonl|ndjson)$/.test(plainName)) return "json";
  const isCsv = /\.(csv|tsv)$/.test(plainName);
  if (isRemote(path)) return "csv";
  const head = await headOf(path);
  if (head.length === 0) throw new DataError(`${basename(path)} is empty. Give a table with some rows.`);
  if (startsWith(head, "PAR1")) return "parquet";
  return !isCsv && /^\s*[{[]/.test(new TextDecoder(unmarkedUtf16(head) ?? "utf-8").decode(head.subarray(0, 1024)))
    ? "json"
    : "csv";
}
