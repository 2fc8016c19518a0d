import { type WorkProgress, workProgress } from "../core/progress.ts";
import { ahead } from "./ahead.ts";

/** The options of `eachPart`: what it counts, and how it reports progress. */
export interface EachPartOptions {
  /** Plural noun for what is counted: "rows", "windows". */
  readonly unit: string;
  /** The number at the end, if it is known. */
  readonly total?: number;
  /** Called after each part. */
  readonly onProgress?: ((progress: WorkProgress) => void) | undefined;
  /** Stops the work before the next part, and after the last one. `eachPart` then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Works through the parts of data in order. The next part is read while `work` runs on the current one.
 * @param work - returns the number of rows (or windows, …) in the part.
 * @returns the number in all parts together.
 * @throws the signal's reason, or the error of reading or working. No more parts are read then.
 */
export async function eachPart<P>(
  parts: AsyncIterable<P>,
  { unit, total, onProgress, signal }: EachPartOptions,
  work: (part: P) => Promise<number>,
): Promise<number> {
  const tell = workProgress(unit, total, onProgress);
  let done = 0;
  signal?.throwIfAborted();
  for await (const part of ahead(parts)) {
    done += await work(part);
    tell(done);
    signal?.throwIfAborted();
  }
  return done;
}
