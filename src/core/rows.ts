import { GOLDEN } from "./hold-out.ts";
import { expectArray, type NdArray, type Storage, sizeOf } from "./ndarray.ts";

/**
 * Returns the number of a row as people read it: the first row below a table's header is row 1. A `row` in results, files, pages and
 * messages is this number. An index counts from 0, as in arrays.
 */
export const rowNumber = (index: number): number => index + 1;

/** Returns the index of the row with a number that a person gave. */
export const rowIndex = (number: number): number => number - 1;

/** Returns the numbers of consecutive rows as people read them. @param start - index of the first row. */
export const rowNumbers = (start: number, count: number): Int32Array =>
  Int32Array.from({ length: count }, (_, i) => rowNumber(start + i));

/**
 * Copies some rows of an array [n, …] in the given order. A row may occur more than once.
 * @param rows - indices along the first axis, each from 0 to n - 1.
 * @throws ShapeError if `array` isn't an array with a shape.
 * @example takeRows(ndarray("float32", [3, 1], Float32Array.of(5, 6, 7)), [2, 0]).data; // 7, 5
 */
export function takeRows<T extends NdArray>(array: T, rows: ArrayLike<number>): T {
  expectArray("rows", array);
  const { shape, data } = array;
  const width = data.length / Math.max(1, shape[0]!);
  const taken = new (data.constructor as new (length: number) => Storage["float32"])(rows.length * width);
  for (let i = 0; i < rows.length; i++)
    taken.set((data as Storage["float32"]).subarray(rows[i]! * width, (rows[i]! + 1) * width), i * width);
  return { ...array, shape: [rows.length, ...shape.slice(1)], data: taken };
}

/** Reshapes an array [n, …] to [n, elements], on the same memory. */
export const asRows = <T extends NdArray>(array: T): T => ({
  ...array,
  shape: [array.shape[0]!, sizeOf(array.shape.slice(1))],
});

/** Returns at most `most` whole numbers from `from` to `to` (exclusive), evenly spread. */
export function spread(from: number, to: number, most: number): Int32Array {
  const count = Math.min(most, to - from);
  return Int32Array.from({ length: count }, (_, i) => from + Math.floor((i * (to - from)) / count));
}

/**
 * Copies at most `most` rows: one from each of `most` equal stretches, at a place that varies, so that periodic rows are
 * sampled fairly.
 */
export function sampleOf<T extends NdArray>(rows: T, most: number): T {
  const [count] = rows.shape as readonly [number];
  if (count <= most) return rows;
  return takeRows(
    rows,
    Int32Array.from({ length: most }, (_, i) => Math.floor(((i + ((i * GOLDEN) % 1)) * count) / most)),
  );
}

/** Returns the start of each part if parts of these sizes follow one another: sizes 2, 3 and 1 start at 0, 2 and 5. */
export function startsOf(sizes: readonly number[]): number[] {
  let next = 0;
  return sizes.map((size) => {
    next += size;
    return next - size;
  });
}

/** Copies one column of rows [n, columns] and returns its n numbers. */
export function columnOf({ shape: [count, columns], data }: NdArray<"float32">, column: number): Float32Array {
  const values = new Float32Array(count!);
  for (let row = 0; row < count!; row++) values[row] = data[row * columns! + column]!;
  return values;
}
