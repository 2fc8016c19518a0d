import { ShapeError } from "./errors.ts";

/** The element types that data and weights have. */
export type Dtype = "float32" | "float64" | "uint8" | "int32" | "int64" | "uint32" | "bool";

/** The array behind each element type. */
export interface Storage {
  float32: Float32Array;
  float64: Float64Array;
  uint8: Uint8Array;
  int32: Int32Array;
  int64: BigInt64Array;
  uint32: Uint32Array;
  bool: Uint8Array;
}

/** A dense, row-major array: its element type, its shape, its numbers. The numbers are shared, never copied, by the functions below. */
export interface NdArray<T extends Dtype = Dtype> {
  readonly dtype: T;
  readonly shape: readonly number[];
  readonly data: Storage[T];
}

/** Texts in an array's shape: what a graph is fed of categories, and gives back. "" stands for a missing one. */
export interface TextArray {
  readonly dtype: "string";
  readonly shape: readonly number[];
  readonly data: readonly string[];
}

/** Number of elements of a shape; 1 for a scalar. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);

/**
 * An array over existing numbers.
 * @throws ShapeError where the shape doesn't hold as many elements as there are numbers.
 */
export function ndarray<T extends Dtype>(dtype: T, shape: readonly number[], data: Storage[T]): NdArray<T> {
  if (!Array.isArray(shape) || !ArrayBuffer.isView(data))
    throw new ShapeError(
      'An array is made of its element type, its shape and its numbers: ndarray("float32", [rows, columns], numbers).',
    );
  if (!Object.hasOwn(TYPED_ARRAYS, dtype))
    throw new ShapeError(`Unknown element type ${JSON.stringify(dtype)}. Known: ${Object.keys(TYPED_ARRAYS).join(", ")}.`);
  if (data instanceof Float64Array && dtype !== "float64")
    throw new ShapeError(
      `These numbers are a Float64Array, the array is of ${dtype}. Give Float32Array.from(numbers) for float32.`,
    );
  if (sizeOf(shape) !== data.length)
    throw new ShapeError(`Shape [${shape.join(", ")}] holds ${sizeOf(shape)} elements, the data has ${data.length}.`);
  return { dtype, shape, data };
}

interface TypedArrayOf<Numbers> {
  readonly name: string;
  readonly BYTES_PER_ELEMENT: number;
  new (length: number): Numbers;
  new (buffer: ArrayBufferLike, byteOffset?: number, length?: number): Numbers;
}

/** The typed array behind each element type. */
export const TYPED_ARRAYS: { readonly [T in Dtype]: TypedArrayOf<Storage[T]> } = {
  float32: Float32Array,
  float64: Float64Array,
  uint8: Uint8Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint32: Uint32Array,
  bool: Uint8Array,
};

/** @throws ShapeError if the value isn't an array with a shape, such as a plain list, or its numbers have another type than its `dtype`. */
export function expectArray(what: string, given: NdArray): void {
  const { dtype, shape, data } = (given ?? {}) as Partial<NdArray>;
  if (Array.isArray(shape) && ArrayBuffer.isView(data)) {
    const [wanted, found] = [TYPED_ARRAYS[dtype!]?.name, data[Symbol.toStringTag]];
    if (wanted === found) return;
    throw new ShapeError(
      wanted === undefined
        ? `The ${what} have the element type ${dtype}. Known: ${Object.keys(TYPED_ARRAYS).join(", ")}.`
        : `The ${what} are ${dtype}, which is kept in a ${wanted}, but their numbers are a ${found}. Give both the same type.`,
    );
  }
  if (typeof (given as unknown as Partial<PromiseLike<unknown>> | undefined)?.then === "function")
    throw new ShapeError(`The ${what} are a Promise, which hasn't given them yet. Write await before it.`);
  const kind = given === undefined || given === null ? String(given) : ((given as object).constructor?.name ?? typeof given);
  throw new ShapeError(
    `The ${what} are ${kind}, not an array with a shape. Make one of a Float32Array or Uint8Array: ndarray("float32", [rows, columns], numbers).`,
  );
}

/** Rows `start` to `end` (exclusive, defaults to the last) along the first axis, as a view on the same memory. */
export function sliceRows<T extends Dtype>(array: NdArray<T>, start: number, end = array.shape[0] ?? 0): NdArray<T> {
  const row = sizeOf(array.shape.slice(1));
  const data = array.data.subarray(start * row, end * row) as Storage[T];
  return ndarray(array.dtype, [end - start, ...array.shape.slice(1)], data);
}

/** Numbers in lists, as deep as an array has axes. */
export type Nested = number | bigint | readonly Nested[];

/**
 * An array's numbers in lists in lists, as NumPy's `tolist`: of shape [2, 3] two lists of three numbers; of a scalar its number. int64 gives bigints.
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
