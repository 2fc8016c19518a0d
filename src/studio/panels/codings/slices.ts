import { type NdArray, ndarray, sizeOf, sliceRows } from "../../../core/ndarray.ts";
import { copied } from "../../parts/rows.ts";

/** Target duration of a slice. Requests of the user then wait for one slice instead of all the work. */
const SLICE_MILLISECONDS = 25;
const [LEAST, MOST] = [16, 1024];

/**
 * Returns a function that processes examples slice by slice and adapts the number of rows to the speed of the last slices. That function returns undefined if
 * the result is no longer wanted.
 */
export function slicing() {
  let size = 128;
  return async function inSlices<T>(
    examples: NdArray,
    work: (slice: NdArray) => Promise<T>,
    isWanted: () => boolean,
  ): Promise<T[] | undefined> {
    const count = examples.shape[0]!;
    const made: T[] = [];
    for (let start = 0; start < count; ) {
      const end = Math.min(count, start + size);
      const began = performance.now();
      // If a view were sent to the worker, all the memory behind it would be copied.
      made.push(await work(copied(sliceRows(examples, start, end))));
      if (!isWanted()) return undefined;
      const fitting = ((end - start) * SLICE_MILLISECONDS) / Math.max(1, performance.now() - began);
      size = Math.round(Math.max(LEAST, size / 2, Math.min(MOST, 2 * size, fitting)));
      start = end;
    }
    return made;
  };
}

/** Concatenates arrays [n, …] and flattens each row: float32 [all, width]. */
export function joined(parts: readonly NdArray<"float32">[]): NdArray<"float32"> {
  const count = parts.reduce((sum, { shape }) => sum + shape[0]!, 0);
  const width = sizeOf(parts[0]?.shape.slice(1) ?? []);
  const data = new Float32Array(count * width);
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  return ndarray("float32", [count, width], data);
}
