import { type WorkProgress, workProgress } from "../core/progress.ts";
import { ahead } from "./ahead.ts";

/** What is counted while parts are worked through, and whom it is told. */
export interface EachPartOptions {
  /** What is counted, in the plural: "rows", "windows". */
  readonly unit: string;
  /** The number that will be done at the end, where it is known. */
  readonly total?: number;
  /** Called after each part. */
  readonly onProgress?: ((progress: WorkProgress) => void) | undefined;
  /** Ends the work before the next part, and after the last one; its reason is thrown then. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Works through the parts of data in their order. The next part is read while one is worked on.
 * @param work gives how many rows (or windows, …) the part had.
 * @returns the number of all parts together.
 * @throws the signal's reason, and what reading or working throws; no more parts are read then.
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
