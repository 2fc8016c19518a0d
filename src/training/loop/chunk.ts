import type { Pace } from "./options.ts";

/** Long enough that JavaScript costs nothing, short enough that progress and Ctrl-C feel immediate. */
const CHUNK_SECONDS = 0.25;

/** Does some steps. @param full the number of full batches left. */
export type Chunk = (full: number, run: (count: number) => Promise<void>) => Promise<void>;

/** Does as many steps at once as take the wished time, judged by the chunk before. */
export function chunksBy(pace: (() => Pace) | undefined): Chunk {
  let steps = 8;
  return async (full, run) => {
    const began = performance.now();
    const { seconds: wanted = CHUNK_SECONDS, steps: most = steps } = pace?.() ?? {};
    const count = Math.min(steps, full, most);
    await run(count);
    const seconds = (performance.now() - began) / 1000;
    steps = Math.max(1, Math.min(count * 8, Math.round((count * wanted) / seconds)));
  };
}
