import { DataError } from "../core/errors.ts";
import { type Dtype, type NdArray, ndarray, sizeOf } from "../core/ndarray.ts";

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const DESCRIPTIONS: Readonly<Record<Dtype, string>> = {
  float32: "<f4",
  float64: "<f8",
  uint8: "|u1",
  int32: "<i4",
  int64: "<i8",
  uint32: "<u4",
  bool: "|b1",
};

const READABLE = new Set(Object.values(DESCRIPTIONS));

export const isNpy = (bytes: Uint8Array): boolean => MAGIC.every((byte, i) => bytes[i] === byte);

/** NumPy's format, version 1.0 (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html). */
export function toNpy({ dtype, shape, data }: NdArray): Uint8Array {
  const tuple = `(${shape.join(", ")}${shape.length === 1 ? "," : ""})`;
  const text = `{'descr': '${DESCRIPTIONS[dtype]}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const length = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
  const header = new TextEncoder().encode(`${text.padEnd(length - 1)}\n`);
  const bytes = new Uint8Array(10 + length + data.byteLength);
  bytes.set([...MAGIC, 1, 0, length & 255, length >> 8]);
  bytes.set(header, 10);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 10 + length);
  return bytes;
}

/**
 * Reads a .npy array; float64 becomes float32.
 * @param where the file's name, for messages.
 * @throws DataError where it is cut short, or in column order, big-endian or of another element type: with NumPy's call that mends it.
 */
export function parseNpy(bytes: Uint8Array, where: string): NdArray {
  if (!isNpy(bytes)) throw new DataError(`${where} is not a .npy file.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wide = bytes[6]! >= 2;
  if (bytes.length < 12) throw new DataError(`${where}: the header is cut short. Save it again.`);
  const start = (wide ? 12 + view.getUint32(8, true) : 10 + view.getUint16(8, true)) as number;
  const header = new TextDecoder("latin1").decode(bytes.subarray(wide ? 12 : 10, start));
  const description = /'descr':\s*'([^']+)'/.exec(header)?.[1];
  const sizes = /'shape':\s*\(([^)]*)\)/.exec(header)?.[1];
  if (sizes === undefined) throw new DataError(`${where}: the header is cut short. Save it again.`);
  if (/'fortran_order':\s*True/.test(header))
    throw new DataError(`${where} is in column order. Save np.ascontiguousarray(a) instead.`);
  if (!READABLE.has(description ?? "")) throw new DataError(`${where} holds ${unreadable(description)} instead.`);
  const shape = sizes.split(",").flatMap((part) => (part.trim() ? [Number.parseInt(part, 10)] : []));
  const count = sizeOf(shape);
  if (!Number.isSafeInteger(count) || shape.some((n) => n < 0))
    throw new DataError(`${where}: the header has the shape (${sizes}), which can't be. Save it again.`);
  const size = Number(description?.slice(2) ?? Number.NaN);
  if (bytes.length < start + count * size)
    throw new DataError(`${where}: the header promises ${shape.join(" x ")} numbers, the file is cut short. Save it again.`);
  // .npy aligns its numbers, so they are a view on the file's own memory; elsewhere they are copied.
  const inPlace = (bytes.byteOffset + start) % size === 0;
  const at = inPlace ? bytes.byteOffset + start : 0;
  const numbers = inPlace ? bytes.buffer : new Uint8Array(bytes.subarray(start, start + count * size)).buffer;
  if (description === "<f8") return ndarray("float32", shape, Float32Array.from(new Float64Array(numbers, at, count)));
  const arrays: Readonly<Record<string, () => NdArray>> = {
    "<f4": () => ndarray("float32", shape, new Float32Array(numbers, at, count)),
    "|u1": () => ndarray("uint8", shape, new Uint8Array(numbers, at, count)),
    "|b1": () => ndarray("bool", shape, new Uint8Array(numbers, at, count)),
    "<i4": () => ndarray("int32", shape, new Int32Array(numbers, at, count)),
    "<u4": () => ndarray("uint32", shape, new Uint32Array(numbers, at, count)),
    "<i8": () => ndarray("int64", shape, new BigInt64Array(numbers, at, count)),
  };
  return arrays[description!]!();
}

function unreadable(description: string | undefined): string {
  if (description === undefined)
    return "records of several columns, which aren't supported. Save np.lib.recfunctions.structured_to_unstructured(a)";
  const use = 'Save a.astype("float32")';
  if (description.endsWith("O")) return `Python objects, which aren't supported. ${use}`;
  if (description.startsWith(">")) return `big-endian numbers (${description}), which aren't supported. ${use}`;
  return `${description}, which isn't supported. ${use}`;
}
