import { inflateSync, Inflate as Stream } from "fflate";
import { HEAD, joined } from "./promised.ts";
import type { Inflate } from "./zip-entry.ts";

/** Unpacks the files of a ZIP archive where Node's zlib isn't there. */
export const inflate: Inflate = {
  whole(packed: Uint8Array, size: number): Uint8Array | undefined {
    try {
      return inflateSync(packed, { out: new Uint8Array(size) });
    } catch {
      return undefined;
    }
  },
  beginning(packed: Uint8Array): Uint8Array {
    const parts: Uint8Array[] = [];
    try {
      new Stream((part) => parts.push(part)).push(packed);
    } catch {
      // The parts that were unpacked before the error are the beginning.
    }
    return joined(parts, HEAD);
  },
};
