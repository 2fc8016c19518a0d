import { open } from "node:fs/promises";
import { openRegularFile, orExplain, readWhole } from "../../core/files.node.ts";
import { gunzip } from "./gzip.node.ts";

/**
 * A file's bytes, unpacked where they are gzip (seen from the content), unless `unpack` is false.
 * @param isRegular whether it must be a regular file. If not, a pipe is read to its end.
 * @throws DataError where it can't be read, or as `gunzip`.
 */
export async function readBytes(path: string, { unpack = true, isRegular = false } = {}): Promise<Uint8Array> {
  const bytes = await orExplain(readWhole(path, isRegular ? openRegularFile : open), path);
  if (!unpack || bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  return gunzip(bytes, path);
}
