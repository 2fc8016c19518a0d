import { Gunzip } from "fflate";
import { crc32 } from "../../core/crc32.ts";
import { DataError } from "../../core/errors.ts";
import { expectRoom, MOST_BYTES } from "./limits.ts";
import { goesOn, HEAD, joined, promisedBy } from "./promised.ts";

/**
 * Number of compressed bytes to decompress at a time. Each becomes a thousand bytes at most, so that a file that is too large is
 * noticed soon.
 */
const STEP = 2 ** 14;

/**
 * Decompresses all members of a gzip. An IDX or .npy file is decompressed as far as its header states.
 * @throws DataError if the gzip is cut short or broken, or if it is larger than its header states or than a page can hold.
 */
export function gunzip(bytes: Uint8Array, file: string, most = MOST_BYTES): Uint8Array {
  const broken = new DataError(`${file}: the gzip is cut short or broken. Download it again.`);
  const parts: Uint8Array[] = [];
  let [size, lastMember] = [0, 0];
  let promised: ReturnType<typeof promisedBy>;
  const stream = new Gunzip((part) => {
    parts.push(part);
    size += part.length;
  });
  stream.onmember = () => {
    lastMember = size;
  };
  try {
    for (let at = 0; at < bytes.length; at += STEP) {
      const isKnown = size >= HEAD;
      stream.push(bytes.subarray(at, at + STEP));
      if (!isKnown && size >= HEAD) promised = promisedBy(joined(parts, HEAD), bytes.length, file);
      if (promised) expectRoom(file, "unpacks to", promised.most, most);
      if (size > (promised?.most ?? most)) break;
    }
    if (promised && size > promised.most) {
      if (promised.maybeMore) return joined(parts, promised.most);
      throw goesOn(file, promised);
    }
    // fflate only starts with the next member if the stream hasn't ended.
    if (size <= most) stream.push(new Uint8Array(), true);
  } catch (error) {
    throw error instanceof DataError ? error : broken;
  }
  expectRoom(file, "unpacks to more than", size > most ? size : 0, most);
  const whole = joined(parts, size);
  // fflate doesn't check the checksum and the length at the end.
  const end = new DataView(bytes.buffer, bytes.byteOffset + Math.max(0, bytes.length - 8), Math.min(8, bytes.length));
  const last = whole.subarray(lastMember);
  if (bytes.length < 18 || end.getUint32(0, true) !== crc32(last) || end.getUint32(4, true) !== last.length) throw broken;
  return whole;
}
