import { open, stat } from "node:fs/promises";
import type { Bytes } from "../../core/bytes.ts";
import { DataError } from "../../core/errors.ts";
import { openRegularFile, orExplain, readWhole } from "../../core/files.node.ts";
import { message } from "../../core/message.ts";
import { gunzip, mostUnpacked, unpacksToMore } from "./gzip.node.ts";
import { memoryFor, memoryOf, mostOf, sizeText } from "./limits.ts";
import { isGzip } from "./promised.ts";
import { isZstd, unzstd } from "./zstd.ts";

/** Options of `readBytes`. */
interface ReadBytesOptions {
  readonly unpack?: boolean;
  /** Whether the file must be a regular file. If not, a pipe is read to its end. */
  readonly isRegular?: boolean;
  /** Memory that reading may take. */
  readonly maxMemory?: Bytes | undefined;
  /** Whether to decompress only as much as can be read of a text. */
  readonly isText?: boolean;
}

/**
 * Reads the bytes of a file. gzip and Zstandard files, which are recognised by their content, are decompressed unless `unpack` is
 * false.
 * @throws DataError if the file can't be read, or as `gunzip`.
 */
export async function readBytes(
  path: string,
  { unpack = true, isRegular = false, isText = false, maxMemory }: ReadBytesOptions = {},
): Promise<Uint8Array> {
  if (maxMemory !== undefined) await expectSize(path, mostUnpacked(maxMemory));
  const bytes = await orExplain(readWhole(path, isRegular ? openRegularFile : open), path);
  const most = isText ? mostOf("text", maxMemory) : mostUnpacked(maxMemory);
  const more = (size: number) => (isText ? memoryFor("text", size) : memoryOf(size));
  if (unpack && isZstd(bytes)) return unzstd(bytes, path, most, unpacksToMore(path, most, more(2 * most)));
  return unpack && isGzip(bytes) ? gunzip(bytes, path, { most, more }) : bytes;
}

/** @throws DataError if a file is larger than reading may take. */
async function expectSize(path: string, most: number): Promise<void> {
  const { size } = await orExplain(stat(path), path);
  if (size > most)
    throw new DataError(
      message`${path} has ${sizeText(size)}, but at most ${sizeText(most)} are read. Give fewer examples, or allow more: ${memoryOf(size)}`,
    );
}
