import { any } from "../../runtime/communicator.ts";
import type { Run } from "../callbacks/callback.ts";
import type { Chunk } from "./chunk.ts";
import type { TrainOptions } from "./options.ts";
import type { EpochParts, Part } from "./parts.ts";
import { epochClock } from "./progress.ts";
import type { Tell } from "./run.ts";
import { expectSameWeights } from "./same-everywhere.ts";
import type { Standing } from "./standing.ts";
import type { Steps } from "./steps.ts";
import type { Validation } from "./validation.ts";

/** The parts of a run in progress. */
export interface Running {
  readonly options: TrainOptions;
  readonly standing: Standing;
  readonly steps: Steps;
  readonly validation: Validation;
  readonly parts: EpochParts;
  readonly chunk: Chunk;
  readonly run: Run;
  readonly tell: Tell;
}

/** Trains the rest of an epoch. Returns false if the run was stopped before the epoch's end. */
export async function trainEpoch(running: Running): Promise<boolean> {
  const { options, standing, validation, run, tell } = running;
  const clock = epochClock(options, standing);
  for await (const part of running.parts(standing)) await trainPart(running, part, clock);
  if (standing.batch < Math.ceil(standing.examples / options.batchSize)) return false;

  if (options.distributed) expectSameWeights(standing, options.distributed);
  const log = await clock.log(() => validation.measure(standing));
  standing.epoch++;
  standing.batch = 0;
  standing.sums = standing.sums.map((sums) => sums.map(() => 0));
  standing.history.push(log);
  await tell("onEpochEnd", log, run);
  await tell("afterEpochEnd", log, run);
  return true;
}

/** Trains the batches of a part, several in each call. The last batch has a call of its own if it is smaller. */
async function trainPart(
  { options, standing, steps, chunk, run, tell }: Running,
  part: Part,
  clock: ReturnType<typeof epochClock>,
): Promise<void> {
  const { batchSize, signal, distributed } = options;
  const size = part.order.length;
  const end = part.before + Math.ceil(size / batchSize);
  while (standing.batch < end && !standing.stopped) {
    if (distributed ? any(distributed, signal?.aborted === true) : signal?.aborted) {
      standing.stopped = "interrupted";
      return;
    }
    const full = part.before + Math.floor(size / batchSize) - standing.batch;
    if (full > 0) await chunk(full, (count) => steps.run(part, count, batchSize));
    else await steps.run(part, 1, size % batchSize);
    await tell("onProgress", clock.progress(), run);
  }
}
