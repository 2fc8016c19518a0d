import type { NdArray } from "../../core/ndarray.ts";
import type { Dataset } from "../dataset.ts";
import type { RowObject } from "../tables/records.ts";

/** A flat list of numbers: a typed array, or a plain array (null is a missing value). */
export type Numbers =
  | Float32Array
  | Float64Array
  | Uint8Array
  | Uint8ClampedArray
  | Int8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | readonly (number | null)[];

/** Numbers with their shape [n, …], row by row. */
export interface ShapedNumbers {
  readonly data: Numbers;
  readonly shape: readonly number[];
}

/**
 * Nested lists with one level for each axis: `[[1, 2], [3, 4]]` has the shape [2, 2]. The innermost lists may be typed arrays.
 */
export type NestedNumbers = readonly Numbers[] | readonly NestedNumbers[];

/** Examples in memory, in any form. */
export type DataAtOnce = NdArray | ShapedNumbers | NestedNumbers | Numbers | readonly RowObject[] | Dataset;

/** Examples that arrive in parts, which are arrays, rows as objects, or lists of these. */
export type DataInParts = AsyncIterable<DataAtOnce | RowObject> | Iterable<ShapedNumbers | RowObject>;

/**
 * Examples [n, …] in one of these forms:
 * - an array with a shape: `ndarray("float32", [n, 3], numbers)`, or `{ data, shape }`. uint8 values are pixels, which are scaled
 *   to 0 … 1. Other types become float32.
 * - nested lists: `[[1, 2], [3, 4]]`, or a list of typed arrays; null is a missing value (NaN).
 * - numbers without a shape, if the model already knows the shape of an example.
 * - rows as objects: `[{ temperature: 21.5, city: "Bonn" }, …]`, as databases return them. Values may be numbers, strings,
 *   booleans, Dates, bigints and null. The columns become features, as those of a table do.
 * - a dataset that `openTable`, `openDataset` or `split` returned.
 * - an async iterable of parts, which are arrays or rows, or a function that returns one.
 */
export type Data = DataAtOnce | DataInParts | (() => DataInParts);
