import { open } from "node:fs/promises";
import { openRegularFile, orExplain, readWhole } from "../../core/files.node.ts";
import { gunzip, MOST_UNPACKED } from "./gzip.node.ts";
import { isGzip } from "./promised.ts";
import { isZstd, unzstd } from "./zstd.ts";

/** Options of `readBytes`. */
interface ReadBytesOptions {
  readonly unpack?: boolean;
  /** Whether the file must be a regular file. If not, a pipe is read to its end. */
  readonly isRegular?: boolean;
  /** Maximum number of decompressed bytes. */
  readonly most?: number;
}

/**
 * Reads the bytes of a file. gzip and Zstandard files, which are recognised by their content, are decompressed unless `unpack` is
 * false.
 * @throws DataError if the file can't be read, or as `gunzip`.
 */
export async function readBytes(
  path: string,
  { unpack = true, isRegular = false, most = MOST_UNPACKED }: ReadBytesOptions = {},
): Promise<Uint8Array> {
  const bytes = await orExplain(readWhole(path, isRegular ? openRegularFile : open), path);
  if (unpack && isZstd(bytes)) return unzstd(bytes, path, most);
  return unpack && isGzip(bytes) ? gunzip(bytes, path, { most }) : bytes;
}
