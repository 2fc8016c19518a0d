import { ShapeError } from "./errors.ts";

/** The element types of data and weights. */
export type Dtype = "float32" | "float64" | "uint8" | "int32" | "int64" | "uint32" | "bool";

/** The typed array that stores each element type. */
export interface Storage {
  float32: Float32Array;
  float64: Float64Array;
  uint8: Uint8Array;
  int32: Int32Array;
  int64: BigInt64Array;
  uint32: Uint32Array;
  bool: Uint8Array;
}

/**
 * A dense, row-major array: its element type, its shape and its numbers. The functions below share the numbers and never
 * copy them.
 */
export interface NdArray<T extends Dtype = Dtype> {
  readonly dtype: T;
  readonly shape: readonly number[];
  readonly data: Storage[T];
}

/** Texts in the shape of an array: the categories that a graph receives and returns. "" stands for a missing value. */
export interface TextArray {
  readonly dtype: "string";
  readonly shape: readonly number[];
  readonly data: readonly string[];
}

/** Returns the number of elements of a shape; 1 for a scalar. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);

/**
 * Creates an array from existing numbers, without copying them.
 * @param dtype - element type, such as "float32".
 * @param shape - size of each axis; [] for a scalar.
 * @param data - typed array with the numbers in row-major order.
 * @throws ShapeError if the shape doesn't hold as many elements as there are numbers, or if `dtype` is unknown.
 * @example
 * const rows = ndarray("float32", [2, 3], Float32Array.of(1, 2, 3, 4, 5, 6));
 */
export function ndarray<T extends Dtype>(dtype: T, shape: readonly number[], data: Storage[T]): NdArray<T> {
  if (!Array.isArray(shape) || !ArrayBuffer.isView(data))
    throw new ShapeError(
      'An array needs an element type, a shape and a typed array of numbers: ndarray("float32", [rows, columns], numbers).',
    );
  if (!Object.hasOwn(TYPED_ARRAYS, dtype))
    throw new ShapeError(`Unknown element type ${JSON.stringify(dtype)}. Known: ${Object.keys(TYPED_ARRAYS).join(", ")}.`);
  if (data instanceof Float64Array && dtype !== "float64")
    throw new ShapeError(
      `The numbers are a Float64Array, but the element type is ${dtype}. For float32, pass Float32Array.from(numbers).`,
    );
  if (sizeOf(shape) !== data.length)
    throw new ShapeError(
      `Shape [${shape.join(", ")}] holds ${sizeOf(shape)} elements, but the data has ${data.length}. Give a shape that fits the data.`,
    );
  return { dtype, shape, data };
}

interface TypedArrayOf<Numbers> {
  readonly name: string;
  readonly BYTES_PER_ELEMENT: number;
  new (length: number): Numbers;
  new (buffer: ArrayBufferLike, byteOffset?: number, length?: number): Numbers;
}

/** The class of the typed array for each element type. */
export const TYPED_ARRAYS: { readonly [T in Dtype]: TypedArrayOf<Storage[T]> } = {
  float32: Float32Array,
  float64: Float64Array,
  uint8: Uint8Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint32: Uint32Array,
  bool: Uint8Array,
};

/**
 * Checks that a value is an array with a shape.
 * @param what - noun for the numbers in the message, in the plural.
 * @throws ShapeError if it isn't, for example if it is a plain list, or if its numbers have another type than its `dtype`.
 */
export function expectArray(what: string, given: NdArray): void {
  const { dtype, shape, data } = (given ?? {}) as Partial<NdArray>;
  if (Array.isArray(shape) && ArrayBuffer.isView(data)) {
    const [wanted, found] = [TYPED_ARRAYS[dtype!]?.name, data[Symbol.toStringTag]];
    if (wanted === found) return;
    throw new ShapeError(
      wanted === undefined
        ? `The ${what} have the unknown element type ${dtype}. Known: ${Object.keys(TYPED_ARRAYS).join(", ")}.`
        : `The ${what} are ${dtype}, which is stored in a ${wanted}, but their numbers are a ${found}. Give both the same type.`,
    );
  }
  if (typeof (given as unknown as Partial<PromiseLike<unknown>> | undefined)?.then === "function")
    throw new ShapeError(`The ${what} are a Promise, which isn't resolved yet. Write await before it.`);
  const kind = given === undefined || given === null ? String(given) : ((given as object).constructor?.name ?? typeof given);
  throw new ShapeError(
    `The ${what} are ${kind}, not an array with a shape. Make one from a Float32Array or a Uint8Array: ndarray("float32", [rows, columns], numbers).`,
  );
}

/**
 * Returns rows `start` to `end` along the first axis, as a view on the same memory.
 * @param start - index of the first row.
 * @param end - index after the last row; default: the number of rows.
 * @example
 * const firstTen = sliceRows(rows, 0, 10);
 */
export function sliceRows<T extends Dtype>(array: NdArray<T>, start: number, end = array.shape[0] ?? 0): NdArray<T> {
  const row = sizeOf(array.shape.slice(1));
  const data = array.data.subarray(start * row, end * row) as Storage[T];
  return ndarray(array.dtype, [end - start, ...array.shape.slice(1)], data);
}

/** Numbers in nested lists, one level for each axis of an array. */
export type Nested = number | bigint | readonly Nested[];

/**
 * Returns an array's numbers in nested lists, as NumPy's `tolist` does: two lists of three numbers for shape [2, 3], a
 * number for a scalar. Numbers of int64 are bigints.
 * @throws ShapeError if the value isn't an array with a shape.
 * @example toNested(ndarray("float32", [2, 2], Float32Array.of(1, 2, 3, 4))); // [[1, 2], [3, 4]]
 */
export function toNested(array: NdArray): Nested {
  expectArray("numbers", array);
  const { shape, data } = array;
  const listed = (axis: number, start: number): Nested => {
    if (axis === shape.length) return data[start]!;
    const width = sizeOf(shape.slice(axis + 1));
    return Array.from({ length: shape[axis]! }, (_, i) => listed(axis + 1, start + i * width));
  };
  return listed(0, 0);
}
