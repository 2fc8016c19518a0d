import { DataError } from "../../core/errors.ts";
import { type NdArray, ndarray, sizeOf } from "../../core/ndarray.ts";
import type { Reader } from "./reader.ts";

/** Maximum number of axes. A header with more axes isn't a header. */
const MAX_AXES = 8;
const ELEMENT_BYTES: Readonly<Record<number, number>> = { 8: 1, 9: 1, 11: 2, 12: 4, 13: 4, 14: 8 };

/**
 * Reads an array in the IDX format of MNIST (http://yann.lecun.com/exdb/mnist): a big-endian header, then the numbers. A uint8
 * array is a view on the file's bytes. int32 and float32 are copied, and float64 becomes float32.
 * @param where - name of the file, for messages.
 * @throws DataError if the magic number, the element type or the sizes are wrong, or if the array is empty.
 * @example parseIdx(readFileSync("train-images-idx3-ubyte"), "train-images-idx3-ubyte").shape; // [60000, 28, 28]
 */
export function parseIdx(bytes: Uint8Array, where: string): NdArray<"uint8"> | NdArray<"float32"> | NdArray<"int32"> {
  const { type, shape, start } = idxHeader(bytes, where);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  checkSize(bytes.length - start, shape, ELEMENT_BYTES[type]!, where);
  if (type === 8) return ndarray("uint8", shape, bytes.subarray(start));
  const count = sizeOf(shape);
  if (type === 12) {
    const numbers = new Int32Array(count);
    for (let i = 0; i < count; i++) numbers[i] = view.getInt32(start + 4 * i);
    return ndarray("int32", shape, numbers);
  }
  const readers: Readonly<Record<number, (i: number) => number>> = {
    9: (i) => view.getInt8(start + i),
    11: (i) => view.getInt16(start + 2 * i),
    13: (i) => view.getFloat32(start + 4 * i),
    14: (i) => view.getFloat64(start + 8 * i),
  };
  const read = readers[type]!;
  const numbers = new Float32Array(count);
  for (let i = 0; i < count; i++) numbers[i] = read(i);
  return ndarray("float32", shape, numbers);
}

/**
 * Reads the header of an IDX file: the number of the element type, the shape, and the bytes at which the numbers begin and end.
 * @throws DataError if the bytes aren't an IDX file.
 */
export function idxHeader(bytes: Uint8Array, where: string) {
  if (bytes.length === 0) throw new DataError(`${where} is empty. Download it again.`);
  const [zero, alsoZero, type = 0, rank = 0] = bytes;
  if (zero !== 0 || alsoZero !== 0 || !ELEMENT_BYTES[type] || rank === 0 || rank > MAX_AXES)
    throw new DataError(
      `${where} is not an IDX file${looksLike(bytes)}. Give a .npy or IDX file (also as .gz), or a folder with MNIST's files.`,
    );
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = 4 + 4 * rank;
  if (bytes.length < start)
    throw new DataError(`${where}: the header ends after ${bytes.length} of ${start} bytes. Download it again.`);
  const shape = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  return { type, shape, start, end: start + sizeOf(shape) * ELEMENT_BYTES[type]! };
}

function checkSize(actual: number, shape: readonly number[], elementBytes: number, where: string): void {
  const [count = 0, ...rest] = shape;
  const one = sizeOf(rest) * elementBytes;
  if (count === 0 || one === 0)
    throw new DataError(`${where}: the header states that there are no examples (${shape.join(" x ")}). Create the file again.`);
  if (actual === count * one) return;
  const what = rest.length > 0 ? `${count} images of ${rest.join(" x ")}` : `${count} labels`;
  if (actual < count * one)
    throw new DataError(
      `${where}: the header states ${what}, but the file ends after ${Math.floor(actual / one)}. Download it again.`,
    );
  throw new DataError(
    `${where}: the header states ${what}, but the file has ${actual - count * one} more bytes. Download it again.`,
  );
}

const SIGNATURES: readonly (readonly [string, readonly number[]])[] = [
  ["a PNG image", [0x89, 0x50, 0x4e, 0x47]],
  ["a JPEG image", [0xff, 0xd8, 0xff]],
  ["a zip archive", [0x50, 0x4b, 0x03, 0x04]],
  ["a NumPy .npy file", [0x93, 0x4e, 0x55, 0x4d]],
  ["a Parquet file", [0x50, 0x41, 0x52, 0x31]],
  ["an HTML page", [0x3c, 0x21]],
];

function looksLike(bytes: Uint8Array): string {
  const known = SIGNATURES.find(([, signature]) => signature.every((byte, i) => bytes[i] === byte));
  const magic = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
  return known ? ` but ${known[0]}` : `: it begins with ${magic}, not with 00 00, an element type and the number of axes`;
}

const isIdx = ([zero, alsoZero, type = 0, rank = 0]: Uint8Array): boolean =>
  zero === 0 && alsoZero === 0 && Object.hasOwn(ELEMENT_BYTES, type) && rank >= 1 && rank <= MAX_AXES;

export const idx: Reader<"array"> = { name: "idx", holds: "array", recognises: isIdx, read: parseIdx };
