import { ofFirst } from "../../runtime/communicator.ts";
import type { TrainOptions } from "./options.ts";

/**
 * Duration of one call of the training program. It is long enough to make the cost of JavaScript negligible, and short enough for
 * progress and Ctrl-C.
 */
const CHUNK_SECONDS = 0.25;

/** Runs some of the next steps. @param full number of full batches left. */
export type Chunk = (full: number, run: (count: number) => Promise<void>) => Promise<void>;

/**
 * Chooses the number of steps in a call so that it takes the wanted time, based on the call before. In a distributed training rank
 * 0 chooses, because all ranks must exchange their weights after the same steps.
 */
export function chunksBy({ pace, distributed, syncEvery = 1 }: Pick<TrainOptions, "pace" | "distributed" | "syncEvery">): Chunk {
  let steps = 8;
  return async (full, run) => {
    const began = performance.now();
    const { seconds: wanted = CHUNK_SECONDS, steps: most = steps } = pace?.() ?? {};
    const chosen = Math.ceil(Math.min(steps, most) / syncEvery) * syncEvery;
    const count = Math.min(full, distributed ? ofFirst(distributed, chosen) : chosen);
    await run(count);
    const seconds = (performance.now() - began) / 1000;
    steps = Math.max(1, Math.min(count * 8, Math.round((count * wanted) / seconds)));
  };
}
