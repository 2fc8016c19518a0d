import { Decompress } from "fzstd";
import { DataError } from "../../core/errors.ts";
import { expectRoom, MOST_BYTES } from "./limits.ts";
import { joined } from "./promised.ts";

/** Whether a file is compressed with Zstandard. */
export const isZstd = ([a, b, c, d]: Uint8Array): boolean => a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd;

/** Number of compressed bytes to decompress at a time. */
const STEP = 2 ** 16;

/**
 * Decompresses Zstandard part by part.
 * @throws DataError if it is broken.
 */
export class ZstdParts {
  readonly #parts: Uint8Array[] = [];
  readonly #stream = new Decompress((part) => this.#parts.push(part));
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** Adds compressed bytes, and yields what they decompress to. */
  *push(packed: Uint8Array, isLast = false): Generator<Uint8Array> {
    for (let at = 0; at < packed.length || (isLast && at === 0); at += STEP) {
      try {
        this.#stream.push(packed.subarray(at, at + STEP), isLast && at + STEP >= packed.length);
      } catch {
        throw new DataError(`${this.#file}: the Zstandard data are cut short or broken. Download it again.`);
      }
      yield* this.#parts.splice(0).filter(({ length }) => length > 0);
    }
  }
}

/**
 * Decompresses Zstandard. @param tooMuch - the error for a larger file; by default, that of a page.
 * @throws DataError if it is broken, or larger than `most` bytes.
 */
export function unzstd(packed: Uint8Array, file: string, most = MOST_BYTES, tooMuch?: DataError): Uint8Array {
  const parts: Uint8Array[] = [];
  let size = 0;
  for (const part of new ZstdParts(file).push(packed, true)) {
    parts.push(part);
    size += part.length;
    if (tooMuch && size > most) throw tooMuch;
    expectRoom(file, "unpacks to more than", size > most ? size : 0, most);
  }
  return joined(parts, size);
}

/** Decompresses the first bytes of Zstandard, which may be cut short. @throws DataError if it is broken. */
export function unzstdHead(packed: Uint8Array, most: number, file: string): Uint8Array {
  const parts: Uint8Array[] = [];
  let size = 0;
  for (const part of new ZstdParts(file).push(packed)) {
    parts.push(part);
    size += part.length;
    if (size >= most) break;
  }
  return joined(parts, Math.min(size, most));
}
