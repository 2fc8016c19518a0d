import { inflateSync, Inflate as Stream } from "fflate";
import { attempt } from "../../core/attempt.ts";
import { HEAD, joined } from "./promised.ts";
import type { Inflate } from "./zip-entry.ts";

/** Decompresses the files of a ZIP archive without Node's zlib. */
export const inflate: Inflate = {
  whole: (packed, size) => attempt(() => inflateSync(packed, { out: new Uint8Array(size) })),
  beginning(packed) {
    const parts: Uint8Array[] = [];
    // The parts that were decompressed before an error are the beginning of the file.
    attempt(() => new Stream((part) => parts.push(part)).push(packed));
    return joined(parts, HEAD);
  },
};
