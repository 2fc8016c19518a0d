import { any, type Communicator, ofFirst, textsOf } from "../../runtime/communicator.ts";
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
  const { distributed } = options;
  const clock = epochClock(options, standing);
  for await (const part of running.parts(standing)) await trainPart(running, part, clock);
  if (standing.batch < Math.ceil(standing.examples / options.batchSize)) return false;

  if (distributed) expectSameWeights(standing, distributed);
  const log = await clock.log(async () => {
    const measured = await validation.measure(standing);
    if (!distributed) return measured;
    // Callbacks decide by these values, and processors may differ in the last bits.
    return Object.fromEntries(Object.entries(measured).map(([name, value]) => [name, ofFirst(distributed, value)]));
  });
  standing.epoch++;
  standing.batch = 0;
  standing.sums = standing.sums.map((sums) => sums.map(() => 0));
  standing.history.push(log);
  await tell("onEpochEnd", log, run);
  await tell("afterEpochEnd", log, run);
  stopTogether(standing, distributed);
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
  for (;;) {
    if (signal?.aborted && standing.batch < end) standing.stopped ??= "interrupted";
    stopTogether(standing, distributed);
    if (standing.stopped || standing.batch >= end) return;
    const full = part.before + Math.floor(size / batchSize) - standing.batch;
    if (full > 0) await chunk(full, (count) => steps.run(part, count, batchSize));
    else await steps.run(part, 1, size % batchSize);
    await tell("onProgress", clock.progress(), run);
  }
}

/** Stops all ranks if one has stopped, for the reason of the first one that has. */
function stopTogether(standing: Standing, ranks: Communicator | undefined): void {
  if (ranks && any(ranks, standing.stopped !== undefined))
    standing.stopped = textsOf(ranks, standing.stopped ?? "").find((reason) => reason !== "");
}
