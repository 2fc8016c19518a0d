import { gunzip } from "./gzip.ts";
import { isGzip } from "./promised.ts";
import { isZstd, unzstd } from "./zstd.ts";

/**
 * Returns the bytes of a file, and decompresses them if they are gzip or Zstandard.
 * @param most - maximum number of decompressed bytes.
 * @throws DataError as `gunzip` and `unzstd`.
 */
export function unpacked(bytes: Uint8Array, file: string, most?: number): Uint8Array {
  if (isGzip(bytes)) return gunzip(bytes, file, most);
  return isZstd(bytes) ? unzstd(bytes, file, most) : bytes;
}
