import { gunzip } from "./gzip.ts";
import { isGzip } from "./promised.ts";
import { isZstd, unzstd } from "./zstd.ts";

/** A file's bytes, unpacked where gzip or Zstandard packed them. @param most bytes that it may unpack to. @throws DataError as those. */
export function unpacked(bytes: Uint8Array, file: string, most?: number): Uint8Array {
  if (isGzip(bytes)) return gunzip(bytes, file, most);
  return isZstd(bytes) ? unzstd(bytes, file, most) : bytes;
}
