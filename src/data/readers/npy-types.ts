import { DataError } from "../../core/errors.ts";
import { type Dtype, type NdArray, ndarray, type Storage, sizeOf, TYPED_ARRAYS } from "../../core/ndarray.ts";

/** An element type of NumPy: its size in bytes, the way to read it, and the type that it becomes here. */
export interface NpyType {
  readonly bytes: number;
  readonly dtype: Dtype;
  /** Whether the bytes of a little-endian file can be used as an array without conversion. */
  readonly isSame: boolean;
  read(view: DataView, at: number, little: boolean): number | bigint;
}

type Read = NpyType["read"];

const same = (dtype: Dtype, read: Read): NpyType => ({ bytes: TYPED_ARRAYS[dtype].BYTES_PER_ELEMENT, dtype, isSame: true, read });
const wider = (bytes: number, dtype: Dtype, read: Read): NpyType => ({ bytes, dtype, isSame: false, read });

/** NumPy's numeric types by letter and number of bytes. */
const TYPES: Readonly<Record<string, NpyType>> = {
  b1: same("bool", (view, at) => view.getUint8(at)),
  i1: wider(1, "int32", (view, at) => view.getInt8(at)),
  i2: wider(2, "int32", (view, at, little) => view.getInt16(at, little)),
  i4: same("int32", (view, at, little) => view.getInt32(at, little)),
  i8: same("int64", (view, at, little) => view.getBigInt64(at, little)),
  u1: same("uint8", (view, at) => view.getUint8(at)),
  u2: wider(2, "int32", (view, at, little) => view.getUint16(at, little)),
  u4: same("uint32", (view, at, little) => view.getUint32(at, little)),
  u8: wider(8, "int64", (view, at, little) => view.getBigUint64(at, little)),
  f2: wider(2, "float32", (view, at, little) => halfFloat(view.getUint16(at, little))),
  f4: same("float32", (view, at, little) => view.getFloat32(at, little)),
  f8: wider(8, "float32", (view, at, little) => view.getFloat64(at, little)),
};

const DOUBLE = same("float64", (view, at, little) => view.getFloat64(at, little));

/** Returns the type that avoids rounding: float64 stays float64. */
export const exactType = (type: NpyType): NpyType => (type === TYPES.f8 ? DOUBLE : type);

/** Converts the bits of a 16-bit float (IEEE 754): a sign, five bits of exponent and ten bits of fraction. */
export function halfFloat(bits: number): number {
  const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/**
 * Returns the type of a header's `descr`, such as "<i4", and whether its bytes are little-endian.
 * @throws DataError if the type isn't a number. The message has the NumPy call that converts it.
 */
export function npyTypeOf(description: string | undefined, where: string): { readonly type: NpyType; readonly little: boolean } {
  const [, order = "", name = ""] = /^([<>|=]?)(\w+)$/.exec(description ?? "") ?? [];
  const type = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined;
  if (type) return { type, little: order !== ">" };
  throw new DataError(`${where} holds ${unreadable(description, name)} instead.`);
}

function unreadable(description: string | undefined, name: string): string {
  if (description === undefined)
    return "records of several columns, which aren't supported. Save np.lib.recfunctions.structured_to_unstructured(a)";
  const use = 'Save a.astype("float32")';
  if (/^O/.test(name)) return `Python objects, which aren't supported. A pickle may run any program. ${use}`;
  if (/^c/.test(name)) return `complex numbers (${description}), which aren't supported. Save np.stack([a.real, a.imag], -1)`;
  if (/^[USa]/.test(name)) return `strings (${description}), which aren't supported. Save them as a column of a CSV file`;
  if (/^[Mm]/.test(description.slice(1)) || /^[Mm]/.test(name))
    return `times (${description}), which aren't supported. Save them as a column of a CSV file, or a.astype("int64")`;
  return `${description}, which isn't supported. ${use}`;
}

/** The layout of the numbers in a file. */
export interface NpyLayout {
  readonly type: NpyType;
  readonly little: boolean;
  /** Whether the first axis varies fastest (Fortran order). */
  readonly columnOrder: boolean;
  readonly shape: readonly number[];
}

/**
 * Returns the array of the numbers that begin at a byte. It is a view on the file's bytes if they are aligned and need no
 * conversion.
 */
export function npyArray(bytes: Uint8Array, start: number, { type, little, columnOrder, shape }: NpyLayout): NdArray {
  const count = sizeOf(shape);
  const inRows = !columnOrder || shape.filter((size) => size > 1).length < 2;
  const stored =
    type.isSame && (little || type.bytes === 1)
      ? sameNumbers(bytes, start, count, type)
      : read(bytes, start, count, type, little);
  const data = inRows ? stored : rowByRow(stored, shape);
  const { dtype } = type;
  // uint64 numbers that don't fit into int64 become floats.
  if (dtype === "int64" && data instanceof Float32Array) return ndarray("float32", shape, data);
  return ndarray(dtype, shape, data as never);
}

type Numbers = Storage[Dtype];

function sameNumbers(bytes: Uint8Array, start: number, count: number, { dtype, bytes: size }: NpyType): Numbers {
  const inPlace = (bytes.byteOffset + start) % size === 0;
  const at = inPlace ? bytes.byteOffset + start : 0;
  const buffer = inPlace ? bytes.buffer : new Uint8Array(bytes.subarray(start, start + count * size)).buffer;
  return new TYPED_ARRAYS[dtype](buffer, at, count);
}

const LARGEST_INT64 = 2n ** 63n - 1n;

function read(bytes: Uint8Array, start: number, count: number, type: NpyType, little: boolean): Numbers {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (type.bytes === 8 && type.dtype === "int64") {
    const whole = new BigUint64Array(count);
    for (let i = 0; i < count; i++) whole[i] = type.read(view, start + 8 * i, little) as bigint;
    return type.isSame || whole.every((x) => x <= LARGEST_INT64)
      ? new BigInt64Array(whole.buffer)
      : Float32Array.from(whole, Number);
  }
  const numbers = new TYPED_ARRAYS[type.dtype](count) as Exclude<Numbers, BigInt64Array>;
  for (let i = 0; i < count; i++) numbers[i] = type.read(view, start + type.bytes * i, little) as number;
  return numbers;
}

/** Reorders numbers whose first axis varies fastest, so that the last axis does. */
function rowByRow(stored: Numbers, shape: readonly number[]): Numbers {
  const ordered = stored.slice();
  const steps = shape.map((_, axis) => sizeOf(shape.slice(0, axis)));
  const place = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < ordered.length; to++) {
    (ordered as Float32Array)[to] = (stored as Float32Array)[from]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += steps[axis]!;
      if (++place[axis]! < shape[axis]!) break;
      from -= steps[axis]! * shape[axis]!;
      place[axis] = 0;
    }
  }
  return ordered;
}
