import { deflateSync, gunzipSync, gzipSync, inflateSync } from "node:zlib";
import { zipSync } from "fflate";
import { crc32 } from "../../src/core/crc32.ts";
import { type Random, random } from "../../src/core/random.ts";
import { zipEntries } from "../../src/data/readers/zip.node.ts";

/**
 * How a format is taken apart. A mutant of one part is put together again with correct lengths, checksums and compression, so that
 * the reader doesn't notice the change at once.
 */
export interface Format {
  apart(bytes: Uint8Array): readonly Uint8Array[];
  together(parts: readonly Uint8Array[]): Uint8Array;
}

const join = (...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.concat(parts));
const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const uint = (size: 2 | 4 | 8, value: number, little = true): Uint8Array => {
  const bytes = new Uint8Array(size);
  if (size === 2) view(bytes).setUint16(0, value, little);
  else if (size === 4) view(bytes).setUint32(0, value, little);
  else view(bytes).setBigUint64(0, BigInt(value), little);
  return bytes;
};

/** Files that are one part: their borders are those of the text's lines, or none. */
export const plain: Format = { apart: (bytes) => [bytes], together: (parts) => join(...parts) };

/** The header and the numbers of an array file whose header has a length of its own. */
export const npyFormat: Format = {
  apart: (bytes) => {
    const start = 10 + view(bytes).getUint16(8, true);
    return [bytes.subarray(10, start), bytes.subarray(start)];
  },
  together: ([header, numbers]) => join(Buffer.from("\x93NUMPY\x01\0", "latin1"), uint(2, header!.length), header!, numbers!),
};
export const safetensorsFormat: Format = {
  apart: (bytes) => {
    const start = 8 + Number(view(bytes).getBigUint64(0, true));
    return [bytes.subarray(8, start), bytes.subarray(start)];
  },
  together: ([header, numbers]) => join(uint(8, header!.length), header!, numbers!),
};
export const parquetFormat: Format = {
  apart: (bytes) => {
    const footer = view(bytes).getUint32(bytes.length - 8, true);
    return [bytes.subarray(0, -8 - footer), bytes.subarray(-8 - footer, -8)];
  },
  together: ([pages, footer]) => join(pages!, footer!, uint(4, footer!.length), Buffer.from("PAR1")),
};
export const pngFormat: Format = {
  apart: (bytes) => {
    const chunks: Uint8Array[] = [];
    for (let at = 8; at < bytes.length; ) {
      const end = at + 8 + view(bytes).getUint32(at);
      const [kind, data] = [bytes.subarray(at + 4, at + 8), bytes.subarray(at + 8, end)];
      chunks.push(join(kind, Buffer.from(kind).toString() === "IDAT" ? inflateSync(data) : data));
      at = end + 4;
    }
    return chunks;
  },
  together: (chunks) =>
    join(
      Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
      ...chunks.map((chunk) => {
        const kind = chunk.subarray(0, 4);
        const isData = Buffer.from(kind).toString() === "IDAT";
        const whole = isData ? join(kind, deflateSync(chunk.subarray(4))) : chunk;
        return join(uint(4, Math.max(0, whole.length - 4), false), whole, uint(4, crc32(whole), false));
      }),
    ),
};
export const gzipOf = ({ apart, together }: Format = plain): Format => ({
  apart: (bytes) => apart(new Uint8Array(gunzipSync(bytes))),
  together: (parts) => new Uint8Array(gzipSync(together(parts))),
});
/** The files of an archive. @param inner - the format of all of them. */
export function zipOf(example: Uint8Array, inner: Format = plain): Format {
  const names = zipEntries(example, "a.zip").map(({ name }) => name);
  const counts = zipEntries(example, "a.zip").map((entry) => inner.apart(entry.read()).length);
  return {
    apart: (bytes) => zipEntries(bytes, "a.zip").flatMap((entry) => [...inner.apart(entry.read())]),
    together: (parts) => {
      const rest = [...parts];
      return new Uint8Array(
        zipSync(Object.fromEntries(names.map((name, i) => [name, inner.together(rest.splice(0, counts[i]))]))),
      );
    },
  };
}

/** Numbers that break a reader which trusts them. */
const NUMBERS: readonly bigint[] = [
  ...[0n, 1n, 2n, 0x7fn, 0xffn, 0xffffn, 1_000_000n, 2n ** 31n - 1n, 2n ** 31n, 2n ** 32n - 1n, 10n ** 9n],
  ...[2n ** 53n, 2n ** 63n - 1n, 2n ** 64n - 1n],
];
const TEXTS = [
  "-1",
  "0",
  "1e9",
  "0x10",
  "9".repeat(20),
  "null",
  "NaN",
  '""',
  "[]",
  "{}",
  "[[[[",
  '"',
  "\0",
  "1000000000, 1000000000",
];

/** Returns a mutant of a file, which depends on its number. */
export function mutantOf(bytes: Uint8Array, format: Format, number: number): Uint8Array {
  const draw = random(7, number);
  const parts = [...format.apart(bytes)];
  // A third of the mutants are changed as they are in the file, without correct lengths and checksums.
  if (draw.integer(3) === 0) return changed(bytes, draw);
  const i = draw.integer(parts.length);
  const mutant = changed(parts[i]!, draw);
  return format.together(parts.map((part, at) => (at === i ? mutant : part)));
}

/** Returns bytes with up to four changes. */
function changed(bytes: Uint8Array, draw: Random): Uint8Array {
  let result = Uint8Array.from(bytes);
  for (let times = 1 + draw.integer(3); times > 0; times--) result = CHANGES[draw.integer(CHANGES.length)]!(result, draw);
  return result;
}

type Change = (bytes: Uint8Array<ArrayBuffer>, draw: Random) => Uint8Array<ArrayBuffer>;

/** A place in the bytes. Half of them are among the first and last 100, where the headers and directories are. */
function placeIn({ length }: Uint8Array, draw: Random): number {
  const near = draw.integer(Math.min(100, length + 1));
  return [near, Math.max(0, length - near), draw.integer(length + 1), draw.integer(length + 1)][draw.integer(4)]!;
}

const splice = (bytes: Uint8Array, at: number, removed: number, put: Uint8Array = new Uint8Array()) =>
  join(bytes.subarray(0, at), put, bytes.subarray(at + removed));

/** Returns the numbers and words of a text with their places. */
const wordsIn = (bytes: Uint8Array) => [
  ...Buffer.from(bytes)
    .toString("latin1")
    .matchAll(/-?\d+(?:\.\d+)?|"[^"\n]*"|[a-z_]+/gi),
];

const CHANGES: readonly Change[] = [
  // A byte.
  (bytes, draw) =>
    splice(bytes, placeIn(bytes, draw), 1, Uint8Array.of([0, 1, 0x7f, 0x80, 0xff, draw.integer(256)][draw.integer(6)]!)),
  // A bit.
  (bytes, draw) => {
    const at = Math.min(placeIn(bytes, draw), bytes.length - 1);
    if (at >= 0) bytes[at]! ^= 1 << draw.integer(8);
    return bytes;
  },
  // Bytes that are inserted, removed or repeated.
  (bytes, draw) => splice(bytes, placeIn(bytes, draw), 0, new Uint8Array(draw.integer(9)).fill(draw.integer(256))),
  (bytes, draw) => splice(bytes, placeIn(bytes, draw), 1 + draw.integer(8)),
  (bytes, draw) => {
    const at = placeIn(bytes, draw);
    return splice(bytes, at, 0, bytes.slice(at, at + draw.integer(64)));
  },
  // The end, at any place or at that of a structure.
  (bytes, draw) => bytes.slice(0, placeIn(bytes, draw)),
  (bytes, draw) => bytes.slice(0, 8 * draw.integer(1 + bytes.length / 8)),
  // A binary number of two to eight bytes.
  ...([2, 4, 8] as const).flatMap((size) =>
    [true, false].map(
      (little): Change =>
        (bytes, draw) => {
          if (bytes.length < size) return bytes;
          const at = Math.min(placeIn(bytes, draw), bytes.length - size);
          const value = BigInt.asUintN(8 * size, NUMBERS[draw.integer(NUMBERS.length)]!);
          const put = new Uint8Array(8);
          view(put).setBigUint64(0, value, little);
          bytes.set(little ? put.subarray(0, size) : put.subarray(8 - size), at);
          return bytes;
        },
    ),
  ),
  // A number with seven bits in each byte, as Parquet and ONNX have them.
  (bytes, draw) => {
    const put: number[] = [];
    for (let rest = NUMBERS[draw.integer(NUMBERS.length)]!; ; rest >>= 7n) {
      put.push(Number(rest & 0x7fn) | (rest > 0x7f ? 0x80 : 0));
      if (rest <= 0x7f) break;
    }
    return splice(bytes, placeIn(bytes, draw), 1 + draw.integer(2), Uint8Array.from(put));
  },
  // Two fields that are exchanged.
  (bytes, draw) => {
    const size = [1, 2, 4, 8][draw.integer(4)]!;
    const [a, b] = [placeIn(bytes, draw), placeIn(bytes, draw)];
    if (Math.max(a, b) + size > bytes.length) return bytes;
    const [first, second] = [bytes.slice(a, a + size), bytes.slice(b, b + size)];
    bytes.set(second, a);
    bytes.set(first, b);
    return bytes;
  },
  // A number or word of a text.
  (bytes, draw) => {
    const words = wordsIn(bytes);
    const word = words[draw.integer(Math.max(1, words.length))];
    if (!word) return bytes;
    const other = draw.integer(3) > 0 ? TEXTS[draw.integer(TEXTS.length)]! : words[draw.integer(words.length)]![0];
    return splice(bytes, word.index, word[0].length, Buffer.from(other, "latin1"));
  },
];
