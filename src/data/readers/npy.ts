import { DataError } from "../../core/errors.ts";
import { type Dtype, type NdArray, sizeOf } from "../../core/ndarray.ts";
import { exactType, type NpyLayout, npyArray, npyTypeOf } from "./npy-types.ts";
import type { Reader } from "./reader.ts";

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

/** Maximum number of axes of NumPy arrays. */
const MAX_AXES = 64;
/** Maximum length of a header in bytes. NumPy itself reads no header of more than 10,000 characters. */
const LONGEST_HEADER = 65_536;

export const isNpy = (bytes: Uint8Array): boolean => MAGIC.every((byte, i) => bytes[i] === byte);

/**
 * Converts an array to the bytes of a .npy file, version 1.0
 * (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
 * @example writeFileSync("x.npy", toNpy(ndarray("float32", [2, 2], Float32Array.of(1, 2, 3, 4))));
 */
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
 * Reads a .npy array of any numeric type and byte order, in row or column order. int8, int16 and uint16 become int32; float16 and
 * float64 become float32; uint64 becomes int64 if all values fit, otherwise float32.
 * @param where - name of the file, for messages. @param doubles - whether float64 stays float64; false by default.
 * @throws DataError if the file is cut short, or if its element type isn't a number. The message then has the NumPy call that
 * converts it.
 * @example parseNpy(readFileSync("x.npy"), "x.npy").shape;
 */
export function parseNpy(bytes: Uint8Array, where: string, { doubles = false }: { readonly doubles?: boolean } = {}): NdArray {
  const { start, end, ...stored } = npyHeader(bytes, where);
  const layout = doubles ? { ...stored, type: exactType(stored.type) } : stored;
  if (bytes.length < end)
    throw new DataError(
      `${where}: the header states ${layout.shape.join(" x ")} numbers, but the file is cut short. Save it again.`,
    );
  return npyArray(bytes, start, layout);
}

/**
 * Reads the header of a .npy file: the layout of its numbers, and the bytes at which they begin and end.
 * @throws DataError as `parseNpy`.
 */
export function npyHeader(bytes: Uint8Array, where: string): NpyLayout & { readonly start: number; readonly end: number } {
  if (!isNpy(bytes)) throw new DataError(`${where} is not a .npy file. Save it with np.save.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wide = bytes[6]! >= 2;
  if (bytes.length < 12) throw new DataError(`${where}: the header is cut short. Save it again.`);
  const start = (wide ? 12 + view.getUint32(8, true) : 10 + view.getUint16(8, true)) as number;
  if (start > LONGEST_HEADER) throw new DataError(`${where}: the header takes ${start} bytes, which is too long. Save it again.`);
  const header = new TextDecoder("latin1").decode(bytes.subarray(wide ? 12 : 10, start));
  const description = /'descr':\s*'([^']+)'/.exec(header)?.[1];
  const sizes = /'shape':\s*\(([^)]*)\)/.exec(header)?.[1];
  if (sizes === undefined) throw new DataError(`${where}: the header is cut short. Save it again.`);
  const { type, little } = npyTypeOf(description, where);
  const parts = sizes.replace(/,\s*$/, "").split(",");
  const shape =
    sizes.trim() === "" ? [] : parts.map((part) => (/^\s*\d+L?\s*$/.test(part) ? Number.parseInt(part, 10) : Number.NaN));
  const end = start + sizeOf(shape) * type.bytes;
  if (!Number.isSafeInteger(end) || !shape.every(Number.isSafeInteger) || shape.length > MAX_AXES)
    throw new DataError(`${where}: the header has the shape (${sizes.slice(0, 60)}), which is impossible. Save it again.`);
  return { type, little, columnOrder: /'fortran_order':\s*True/.test(header), shape, start, end };
}

export const npy: Reader<"array"> = {
  name: "npy",
  holds: "array",
  recognises: isNpy,
  // Tables keep all digits of float64; examples become float32 later.
  read: (bytes, where) => parseNpy(bytes, where, { doubles: true }),
};
