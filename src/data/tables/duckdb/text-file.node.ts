import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { basename } from "node:path";
import { createGunzip } from "node:zlib";
import { DataError } from "../../../core/errors.ts";
import { explainFileError, firstBytes, orExplain } from "../../../core/files.node.ts";
import { expectFewColumns } from "../../readers/limits.ts";
import { isGzip } from "../../readers/promised.ts";
import { isZstd, ZstdParts } from "../../readers/zstd.ts";
import { eightBit, encodingOf, type TextEncoding, textOf, Utf8Count } from "../text/encoding.ts";
import { type LayoutOptions, layoutOf, type TextLayout } from "../text/layout.ts";
import { headOf } from "./files.node.ts";

/** DuckDB's names of compressions. */
export type Compression = "none" | "gzip" | "zstd";

/** A text file whose beginning was read. */
export interface TextFile {
  readonly path: string;
  readonly compression: Compression;
  readonly encoding: TextEncoding;
  readonly layout: TextLayout;
  /** The line break after its first line. */
  readonly lineBreak: string;
  /**
   * Whether DuckDB can read it directly: UTF-8, one character between cells, equal line breaks, and only rows after the first
   * one.
   */
  readonly isPlain: boolean;
  /** Notes about what was assumed, one per line. */
  readonly notes: readonly string[];
}

/** Number of bytes that decide how a file is read; the larger one is for files with very long lines. */
const [HEAD, LONG_HEAD] = [2 ** 20, 2 ** 21 + 2];
/** Maximum number of bytes that are searched for the end of the lines to skip. */
const MOST_SKIPPED = 2 ** 28;
/** Number of bytes at the end that are searched for a footer. */
const TAIL = 2 ** 15;
/** Files up to this many bytes, and all compressed ones, are searched for NUL bytes, which DuckDB reads as characters. */
const MOST_SEARCHED = 2 ** 30;

/**
 * Reads a text file's beginning and end, and decides how it represents a table.
 * @param isCounted whether to detect the encoding from all bytes, because the beginning was misleading.
 * @throws DataError, OptionError as `encodingOf` and `layoutOf` do.
 */
export async function openTextFile(path: string, options: LayoutOptions, isCounted = false): Promise<TextFile> {
  const name = basename(path);
  const { size } = await orExplain(stat(path), path);
  const packed = await orExplain(firstBytes(path, 4), path);
  const compression = isGzip(packed) ? "gzip" : isZstd(packed) ? "zstd" : "none";
  let head = await headOf(path, HEAD);
  if (head.length === HEAD && linesOf(head) < 4) head = await headOf(path, LONG_HEAD);
  const { skipLines = 0 } = options;
  for (let most = HEAD; skipLines > 0 && linesOf(head) <= 2 * skipLines && head.length >= most && most < MOST_SKIPPED; ) {
    most *= 4;
    head = await headOf(path, most);
  }
  const isWhole = compression === "none" ? head.length >= size : size <= HEAD && head.length < HEAD;
  expectLineEnd(head, name);
  const encoding = isCounted
    ? await countedEncoding(path, name)
    : encodingOf(head, name, { isWhole, encoding: options.encoding });
  const text = textOf(head.subarray(encoding.mark), encoding.label, isWhole);
  expectColumns(text, name);
  const tail = isWhole || compression !== "none" ? undefined : await tailOf(path, size, encoding);
  const layout = layoutOf({ text, isWhole, tail }, name, options);
  const isOfRows =
    encoding.label === "utf-8" &&
    layout.delimiter.length === 1 &&
    layout.comment === undefined &&
    layout.escapedBy === undefined &&
    layout.footer === 0 &&
    layout.again === undefined &&
    layout.skip !== undefined &&
    hasEqualBreaks(text) &&
    layout.rows.every(({ cells }) => cells.length <= layout.names.length);
  // DuckDB doesn't notice that a compressed file is cut short, so the file is read to its end here.
  const isSearched = isOfRows && (compression !== "none" || (!isWhole && size <= MOST_SEARCHED));
  const isPlain = isOfRows && !(isSearched && (await hasZeros(path)));
  const lineBreak = /\r\n?|\n/.exec(text)?.[0] ?? "\n";
  return {
    path,
    compression,
    encoding,
    layout,
    lineBreak,
    isPlain,
    notes: [...(encoding.note ? [encoding.note] : []), ...layout.notes],
  };
}

const linesOf = (head: Uint8Array): number => head.reduce((count, byte) => count + (byte === 0x0a || byte === 0x0d ? 1 : 0), 0);

function expectLineEnd(head: Uint8Array, name: string): void {
  if (head.length >= LONG_HEAD && linesOf(head.subarray(0, LONG_HEAD)) === 0)
    throw new DataError(
      `${name}, line 1 is longer than 2 MB. Check that its quotes are closed and that the file has line breaks.`,
    );
}

function expectColumns(text: string, name: string): void {
  const [line = ""] = text.split(/[\r\n]/, 1);
  const columns = Math.max(...[",", ";", "\t", "|"].map((delimiter) => line.split(delimiter).length));
  expectFewColumns(`${name}, line 1`, columns);
}

/** Returns a file's last complete lines. */
async function tailOf(path: string, size: number, encoding: TextEncoding): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(TAIL), 0, TAIL, size - TAIL - ((size - TAIL) % 2));
    const text = textOf(buffer.subarray(0, bytesRead), encoding.label);
    const end = /\r\n?|\n/.exec(text);
    return end ? text.slice(end.index + end[0].length) : "";
  } finally {
    await file.close();
  }
}

/** Whether all line breaks are the same, and none is a carriage return alone. */
function hasEqualBreaks(text: string): boolean {
  const isCarriage = /\r(?!\n|$)/.test(text);
  const hasPairs = text.includes("\r\n");
  const hasFeeds = /(^|[^\r])\n/.test(text);
  return !isCarriage && !(hasPairs && hasFeeds);
}

/** Whether a file contains NUL bytes after decompression. @throws DataError as `bytesOf` does. */
async function hasZeros(path: string): Promise<boolean> {
  for await (const part of bytesOf(path)) if (part.includes(0)) return true;
  return false;
}

/** Detects the encoding of a file whose first bytes are UTF-8 and whose later ones aren't. */
async function countedEncoding(path: string, name: string): Promise<TextEncoding> {
  const count = new Utf8Count();
  for await (const part of bytesOf(path)) count.add(part);
  return eightBit(count, name);
}

/** Maximum number of bytes of a line: two bytes for each character that `LineReader` allows. */
const LONGEST_LINE = 2 ** 22;

/**
 * Yields a text file's bytes in parts, decompressed.
 * @throws DataError if the file is cut short or damaged, or has a line that is too long, as a small gzip may have.
 */
export async function* bytesOf(path: string): AsyncGenerator<Uint8Array> {
  let length = 0;
  for await (const part of unpackedParts(path)) {
    const end = Math.max(part.lastIndexOf(0x0a), part.lastIndexOf(0x0d));
    length = end < 0 ? length + part.length : part.length - end;
    if (length > LONGEST_LINE)
      throw new DataError(
        `${basename(path)} has a line that is longer than 2 MB. Check that its quotes are closed and that the file has line breaks.`,
      );
    yield part;
  }
}

async function* unpackedParts(path: string): AsyncGenerator<Uint8Array> {
  const packed = await orExplain(firstBytes(path, 4), path);
  const source = createReadStream(path, { highWaterMark: 2 ** 18 });
  try {
    if (isZstd(packed)) {
      const parts = new ZstdParts(basename(path));
      for await (const part of source) yield* parts.push(part as Uint8Array);
      yield* parts.push(new Uint8Array(), true);
    } else if (isGzip(packed)) {
      const unzipped = createGunzip({ chunkSize: 2 ** 18 });
      source.on("error", (error) => unzipped.destroy(error));
      for await (const part of source.pipe(unzipped)) yield part as Uint8Array;
    } else for await (const part of source) yield part as Uint8Array;
  } catch (error) {
    if (isGzip(packed) && /^Z_|ERR_/.test((error as NodeJS.ErrnoException).code ?? ""))
      throw new DataError(`${basename(path)}: the gzip is cut short or broken. Download it again.`);
    throw explainFileError(error, path);
  } finally {
    source.destroy();
  }
}
