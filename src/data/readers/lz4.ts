import { MOST_BYTES } from "./limits.ts";

/** Maximum number of bytes of a block, by the number in the frame's header. */
const BLOCK_BYTES: Readonly<Record<number, number>> = { 4: 2 ** 16, 5: 2 ** 18, 6: 2 ** 20, 7: 2 ** 22 };
const MAGIC = 0x184d2204;

/**
 * Decompresses an LZ4 frame (https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md), which Arrow uses for its buffers.
 * Checksums are ignored.
 * @throws RangeError if the frame is broken or cut short, or too large.
 */
export function unpackLz4(frame: Uint8Array): Uint8Array {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const [flags, most] = [view.getUint8(4), BLOCK_BYTES[(view.getUint8(5) >> 4) & 7]];
  if (view.getUint32(0, true) !== MAGIC || flags >> 6 !== 1 || most === undefined) throw new RangeError("not an LZ4 frame");
  const [hasBlockSum, hasSize, hasDictionary] = [flags & 16, flags & 8, flags & 1];
  let at = 7 + (hasSize ? 8 : 0) + (hasDictionary ? 4 : 0);
  if (hasSize && view.getBigUint64(6, true) > MOST_BYTES) throw new RangeError("an LZ4 frame is too large");
  let whole = new Uint8Array(hasSize ? Number(view.getBigUint64(6, true)) : most);
  let length = 0;
  for (let size = view.getUint32(at, true); size !== 0; size = view.getUint32(at, true)) {
    const packed = size & 0x7fffffff;
    const block = frame.subarray(at + 4, at + 4 + packed);
    if (block.length < packed) throw new RangeError("an LZ4 block is cut short");
    if (length > MOST_BYTES) throw new RangeError("an LZ4 frame is too large");
    if (length + most > whole.length) whole = grown(whole, hasSize ? whole.length : length + most);
    if (size >>> 31) {
      whole.set(block, length);
      length += packed;
    } else length = unpackBlock(block, whole, length);
    at += 4 + packed + (hasBlockSum ? 4 : 0);
  }
  return whole.subarray(0, length);
}

function grown(bytes: Uint8Array<ArrayBuffer>, least: number): Uint8Array<ArrayBuffer> {
  if (least <= bytes.length) return bytes;
  const larger = new Uint8Array(Math.max(least, 2 * bytes.length));
  larger.set(bytes);
  return larger;
}

/** Decompresses a block after the earlier blocks, whose bytes it may repeat. @returns the position of its end. */
export function unpackBlock(block: Uint8Array, into: Uint8Array, start: number): number {
  let [from, to] = [0, start];
  const lengthOf = (first: number): number => {
    let length = first;
    if (first === 15) {
      let more: number;
      do length += more = block[from++]!;
      while (more === 255);
    }
    return length;
  };
  while (from < block.length) {
    const token = block[from++]!;
    const literals = lengthOf(token >> 4);
    if (to + literals > into.length) throw new RangeError("an LZ4 block is longer than allowed");
    into.set(block.subarray(from, from + literals), to);
    from += literals;
    to += literals;
    if (from >= block.length) return to;
    const back = block[from]! | (block[from + 1]! << 8);
    from += 2;
    const end = to + 4 + lengthOf(token & 15);
    if (back === 0 || back > to || end > into.length) throw new RangeError("an LZ4 block is broken");
    for (; to < end; to++) into[to] = into[to - back]!;
  }
  return to;
}
