import { sizeOf } from "../../core/ndarray.ts";

/** How an element type stores one number: its bytes, and a function that reads it. */
interface Stored {
  readonly bytes: number;
  read(view: DataView, at: number): number;
}

/** The element types whose numbers can be read, by their names in ONNX. */
const STORED: Readonly<Record<string, Stored>> = {
  float64: { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
  float32: { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  float16: { bytes: 2, read: (view, at) => half(view.getUint16(at, true)) },
  bfloat16: { bytes: 2, read: (view, at) => brainFloat(view.getUint16(at, true)) },
  int64: { bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
  uint64: { bytes: 8, read: (view, at) => Number(view.getBigUint64(at, true)) },
  int32: { bytes: 4, read: (view, at) => view.getInt32(at, true) },
  uint32: { bytes: 4, read: (view, at) => view.getUint32(at, true) },
  int16: { bytes: 2, read: (view, at) => view.getInt16(at, true) },
  uint16: { bytes: 2, read: (view, at) => view.getUint16(at, true) },
  int8: { bytes: 1, read: (view, at) => view.getInt8(at) },
  uint8: { bytes: 1, read: (view, at) => view.getUint8(at) },
  bool: { bytes: 1, read: (view, at) => view.getUint8(at) },
};

/** Returns the value of a float16 (IEEE 754) from its bits. */
export function half(bits: number): number {
  const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (exponent === 0 ? 2 ** -14 * (fraction / 1024) : 2 ** (exponent - 15) * (1 + fraction / 1024));
}

/** Returns the value of a bfloat16, which is the upper half of a float32. */
function brainFloat(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint16(0, bits);
  return view.getFloat32(0);
}

/**
 * Reads the numbers of an array from its bytes (little endian).
 * @returns undefined if the element type isn't known, or if the bytes don't fit the shape.
 */
export function numbersIn(bytes: Uint8Array, dtype: string, shape: readonly number[]): Float64Array | undefined {
  const stored = Object.hasOwn(STORED, dtype) ? STORED[dtype] : undefined;
  if (!stored || bytes.length !== sizeOf(shape) * stored.bytes) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float64Array.from({ length: sizeOf(shape) }, (_, i) => stored.read(view, i * stored.bytes));
}
