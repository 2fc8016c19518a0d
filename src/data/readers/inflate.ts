import { Inflate as Stream } from "fflate";
import { attempt, succeeds } from "../../core/attempt.ts";
import { HEAD, joined } from "./promised.ts";
import type { Inflate } from "./zip-entry.ts";

/** Number of compressed bytes to decompress at a time, so that a file that is longer than its directory states is noticed soon. */
const STEP = 2 ** 14;

/** Decompresses the files of a ZIP archive without Node's zlib. */
export const inflate: Inflate = {
  whole(packed, size) {
    const parts: Uint8Array[] = [];
    let length = 0;
    const stream = new Stream((part) => {
      parts.push(part);
      length += part.length;
    });
    const isWhole = succeeds(() => {
      for (let at = 0; at < packed.length && length <= size; at += STEP)
        stream.push(packed.subarray(at, at + STEP), at + STEP >= packed.length);
    });
    return isWhole && length === size ? joined(parts, size) : undefined;
  },
  beginning(packed) {
    const parts: Uint8Array[] = [];
    // The parts that were decompressed before an error are the beginning of the file.
    attempt(() => new Stream((part) => parts.push(part)).push(packed));
    return joined(parts, HEAD);
  },
};
