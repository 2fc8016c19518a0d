import { type NdArray, ndarray, sizeOf, sliceRows } from "../../../core/ndarray.ts";
import { copied } from "../../parts/rows.ts";

/** A slice of the work takes about so long: what a person asks for meanwhile waits for one slice, not for all. */
const SLICE_MILLISECONDS = 25;
const [LEAST, MOST] = [16, 1024];

/**
 * Makes something of examples slice by slice, as many rows at a time as take a moment; undefined where it isn't wanted any more. What it gives remembers
 * how fast the last slices were.
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
      // A copy: the whole data would travel to the worker behind a view of a part of it.
      made.push(await work(copied(sliceRows(examples, start, end))));
      if (!isWanted()) return undefined;
      const fitting = ((end - start) * SLICE_MILLISECONDS) / Math.max(1, performance.now() - began);
      size = Math.round(Math.max(LEAST, size / 2, Math.min(MOST, 2 * size, fitting)));
      start = end;
    }
    return made;
  };
}

/** Arrays [n, …] one behind the other, each row flat: float32 [all, width]. */
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
