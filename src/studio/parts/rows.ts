import { type NdArray, sliceRows } from "../../core/ndarray.ts";

/** Copies an array. If a view were sent to a worker, the whole memory behind it would be copied. */
export const copied = <T extends NdArray>(array: T): T => ({ ...array, data: array.data.slice() }) as T;

/** Returns a copy of the first `most` rows, or of all if there are fewer. */
export const firstRows = (examples: NdArray, most = examples.shape[0]!): NdArray =>
  copied(sliceRows(examples, 0, Math.min(most, examples.shape[0]!)));
