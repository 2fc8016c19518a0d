import { open } from "node:fs/promises";
import { totalmem } from "node:os";
import { openRegularFile, orExplain, readWhole } from "../../core/files.node.ts";
import { gunzip } from "./gzip.node.ts";
import { isGzip } from "./promised.ts";
import { isZstd, unzstd } from "./zstd.ts";

/**
 * Reads the bytes of a file. gzip and Zstandard files, which are recognised by their content, are decompressed unless `unpack` is
 * false.
 * @param isRegular - whether the file must be a regular file. If not, a pipe is read to its end.
 * @throws DataError if the file can't be read, or as `gunzip`.
 */
export async function readBytes(path: string, { unpack = true, isRegular = false } = {}): Promise<Uint8Array> {
  const bytes = await orExplain(readWhole(path, isRegular ? openRegularFile : open), path);
  if (unpack && isZstd(bytes)) return unzstd(bytes, path, totalmem() / 2);
  return unpack && isGzip(bytes) ? gunzip(bytes, path) : bytes;
}
