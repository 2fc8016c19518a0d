import type { NdArray } from "../../core/ndarray.ts";
import type { Dataset } from "../dataset.ts";
import type { RowObject } from "../tables/records.ts";

/** Numbers in a row: a typed array, or a plain list of numbers (null for a missing one). */
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

/** Numbers and their shape [n, …], row by row. */
export interface ShapedNumbers {
  readonly data: Numbers;
  readonly shape: readonly number[];
}

/** Lists in lists, as deep as the examples have axes: `[[1, 2], [3, 4]]` is [2, 2]. The innermost may be typed arrays. */
export type NestedNumbers = readonly Numbers[] | readonly NestedNumbers[];

/** Examples at hand, in any form. */
export type DataAtOnce = NdArray | ShapedNumbers | NestedNumbers | Numbers | readonly RowObject[] | Dataset;

/** Examples that come in parts: arrays, rows as objects, or lists of those. */
export type DataInParts = AsyncIterable<DataAtOnce | RowObject> | Iterable<ShapedNumbers | RowObject>;

/**
 * Examples [n, …] as they come:
 * - an array with a shape: `ndarray("float32", [n, 3], numbers)`, or `{ data, shape }`. uint8 is pixels, which count from 0 to 1; other element types become float32;
 * - lists in lists: `[[1, 2], [3, 4]]`, or rows that are typed arrays; null is a missing number (NaN);
 * - numbers without a shape, where the model knows the shape of an example already;
 * - rows as objects: `[{ temperature: 21.5, city: "Bonn" }, …]`, as databases give them. Values are numbers, texts, booleans, Dates, bigints and null, and
 *   columns become features as those of a table do;
 * - a dataset, of `openTable`, `openDataset` or `split`;
 * - an async iterable of parts, which are arrays or rows, or a function that gives one.
 */
export type Data = DataAtOnce | DataInParts | (() => DataInParts);
