import { DataError } from "../../core/errors.ts";
import { idxHeader } from "./idx.ts";
import { isNpy, npyHeader } from "./npy.ts";

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** A number of bytes that is enough for the header of an array's file. */
export const HEAD = 65_536;
/** The most bytes that one deflated byte unpacks to. */
export const MOST_A_BYTE = 1032;

/** How much of a packed file to unpack. */
export interface Promised {
  /** In bytes, from the beginning. */
  readonly most: number;
  /** Whether the file may go on after that, as a .npy file may. */
  readonly maybeMore: boolean;
}

/**
 * The length of an IDX or .npy file by its header, so that a packed one is unpacked no further; undefined for other files.
 * @param head the file's first bytes, unpacked; `HEAD` of them are enough. @param packed bytes of the whole file.
 * @throws DataError if the packed file can't hold as much.
 */
export function promisedBy(head: Uint8Array, packed: number, where: string): Promised | undefined {
  const isIdx = head[0] === 0 && head[1] === 0;
  if (!isIdx && !isNpy(head)) return undefined;
  const { end, shape } = isIdx ? idxHeader(head, where) : npyHeader(head, where);
  if (end > MOST_A_BYTE * packed + HEAD)
    throw new DataError(
      `${where}: the header promises ${shape.join(" x ")} numbers, which ${packed} packed bytes can't hold. Save or download it again.`,
    );
  return { most: end, maybeMore: !isIdx };
}

/** Joins parts of a file to its first bytes, at most `most`. */
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

/** @throws DataError if a packed file goes on after what its header promises. */
export const goesOn = (where: string, { most }: Promised): DataError =>
  new DataError(`${where}: the header promises ${most} bytes in all, and the file goes on after them. Download it again.`);
