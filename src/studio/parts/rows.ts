import { type NdArray, sliceRows } from "../../core/ndarray.ts";

/** An array with a memory of its own: a view would be sent to a worker with all that it is a view on. */
export const copied = <T extends NdArray>(array: T): T => ({ ...array, data: array.data.slice() }) as T;

/** The first rows, or all where there are fewer, copied. */
export const firstRows = (examples: NdArray, most = examples.shape[0]!): NdArray =>
  copied(sliceRows(examples, 0, Math.min(most, examples.shape[0]!)));
