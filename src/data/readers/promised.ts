import { DataError } from "../../core/errors.ts";
import { idxHeader } from "./idx.ts";
import { isNpy, npyHeader } from "./npy.ts";

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** Number of bytes that is enough for the header of an array file. */
export const HEAD = 65_536;
/** Maximum number of bytes that one deflated byte decompresses to. */
export const MOST_A_BYTE = 1032;

/** How much of a compressed file to decompress. */
export interface Promised {
  /** Number of bytes, from the beginning. */
  readonly most: number;
  /** Whether the file may be longer than that, as a .npy file may. */
  readonly maybeMore: boolean;
}

/**
 * Returns the length that the header of an IDX or .npy file states, so that a compressed file is decompressed no further.
 * Undefined for other files.
 * @param head - the first bytes of the file, decompressed; `HEAD` of them are enough.
 * @param packed - size of the whole compressed file in bytes.
 * @throws DataError if the compressed file can't hold that length.
 */
export function promisedBy(head: Uint8Array, packed: number, where: string): Promised | undefined {
  const isIdx = head[0] === 0 && head[1] === 0;
  if (!isIdx && !isNpy(head)) return undefined;
  const { end, shape } = isIdx ? idxHeader(head, where) : npyHeader(head, where);
  if (end > MOST_A_BYTE * packed + HEAD)
    throw new DataError(
      `${where}: the header states ${shape.join(" x ")} numbers, which don't fit into ${packed} compressed bytes. Save or download it again.`,
    );
  return { most: end, maybeMore: !isIdx };
}

/** Joins parts of a file, up to `most` bytes. */
export function joined(parts: readonly Uint8Array[], most: number): Uint8Array {
  const size = parts.reduce((sum, { length }) => sum + length, 0);
  const whole = new Uint8Array(Math.min(size, most));
  let at = 0;
  for (const part of parts) {
    if (at < most) whole.set(part.subarray(0, most - at), at);
    at += part.length;
  }
  return whole;
}

/** Makes the error for a compressed file that is longer than its header states. */
export const goesOn = (where: string, { most }: Promised): DataError =>
  new DataError(`${where}: the header states ${most} bytes in all, but the file is longer. Download it again.`);
