import { constants, inflateRawSync } from "node:zlib";
import { attempt } from "../../core/attempt.ts";
import type { Bytes } from "../../core/bytes.ts";
import { mostUnpacked } from "./gzip.node.ts";
import { zipEntries as entriesOf } from "./zip.ts";
import type { Inflate, ZipEntry } from "./zip-entry.ts";

/**
 * Lists the files of a ZIP archive, which Node decompresses. Each may take up to `maxMemory`, by default half of the
 * machine's memory.
 * @throws DataError as `zipEntries` of zip.ts.
 */
export const zipEntries = (bytes: Uint8Array, where: string, maxMemory?: Bytes): readonly ZipEntry[] =>
  entriesOf(bytes, where, inflate, mostUnpacked(maxMemory));

const inflate: Inflate = {
  whole: (packed, size) => inflated(packed, { maxOutputLength: Math.max(1, size) }),
  beginning: (packed) => inflated(packed, { finishFlush: constants.Z_SYNC_FLUSH }) ?? new Uint8Array(),
};

const inflated = (packed: Uint8Array, options: Parameters<typeof inflateRawSync>[1]): Uint8Array | undefined =>
  attempt(() => {
    const { buffer, byteOffset, byteLength } = inflateRawSync(packed, options);
    return new Uint8Array(buffer, byteOffset, byteLength);
  });
