import { open } from "node:fs/promises";
import { totalmem } from "node:os";
import { openRegularFile, orExplain, readWhole } from "../../core/files.node.ts";
import { gunzip } from "./gzip.node.ts";
import { isGzip } from "./promised.ts";
import { isZstd, unzstd } from "./zstd.ts";

/**
 * A file's bytes, unpacked where gzip or Zstandard packed them (seen from the content), unless `unpack` is false.
 * @param isRegular whether it must be a regular file. If not, a pipe is read to its end.
 * @throws DataError if it can't be read, or as `gunzip`.
 */
export async function readBytes(path: string, { unpack = true, isRegular = false } = {}): Promise<Uint8Array> {
  const bytes = await orExplain(readWhole(path, isRegular ? openRegularFile : open), path);
  if (unpack && isZstd(bytes)) return unzstd(bytes, path, totalmem() / 2);
  return unpack && isGzip(bytes) ? gunzip(bytes, path) : bytes;
}
