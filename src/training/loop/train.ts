import type { Runtime } from "../../runtime/runtime.ts";
import { countOfRows } from "../batchable.ts";
import type { EpochLog } from "../history.ts";
import type { TrainingState } from "../state.ts";
import { expectPlainShuffle, expectStreamable } from "../stream.ts";
import { storeWeights } from "../weights.ts";
import { expectFiniteWeights } from "./broken-loss.ts";
import { chunksBy } from "./chunk.ts";
import { trainEpoch } from "./epoch.ts";
import { healthOf } from "./health.ts";
import type { TrainOptions } from "./options.ts";
import { partsOf } from "./parts.ts";
import { runOf, tellTo } from "./run.ts";
import { expectSameEverywhere } from "./same-everywhere.ts";
import { Standing } from "./standing.ts";
import { openSteps } from "./steps.ts";
import { expectToFall } from "./trial.ts";
import { openValidation } from "./validation.ts";

/** The result of a run. */
export interface TrainResult {
  readonly history: readonly EpochLog[];
  readonly state: TrainingState;
  /** Reason why the run ended before the last epoch, if it did. */
  readonly stopped?: string;
}

/** Returns the number of examples in an epoch. Infinite for a stream whose length is unknown until its end. */
function countOf({ stream, data, batchSize, from }: TrainOptions): number {
  if (!stream) return countOfRows(data);
  if (!("pass" in stream)) return stream.count;
  const { stepsPerEpoch } = stream;
  return stepsPerEpoch === undefined ? (from?.examples ?? Number.POSITIVE_INFINITY) : stepsPerEpoch * batchSize;
}

/**
 * Runs the training program epoch by epoch, and writes the final weights into the model. `checkRows` must have checked the data
 * before.
 */
export async function train(runtime: Runtime, options: TrainOptions): Promise<TrainResult> {
  const { model, stream } = options;
  if (stream && "pass" in stream) expectPlainShuffle(options.shuffle);
  else if (stream) expectStreamable(stream, options);
  const standing = new Standing(options, countOf(options));
  // A model that scales its numbers stores the scale in its weights, and the loss reads it from there.
  if (options.from) storeWeights(model, standing.arrays);
  if (options.distributed) expectSameEverywhere(runtime, options, standing, options.distributed);

  const steps = await openSteps(runtime, options, standing);
  const validation = await openValidation(runtime, options);
  const health = healthOf(runtime, options);
  const run = runOf(options, standing);
  const tell = tellTo(options.callbacks);
  const running = { options, standing, steps, validation, parts: partsOf(options), chunk: chunksBy(options), run, tell };
  try {
    health?.checkData();
    await tell("onTrainBegin", run);
    standing.restoreCallbacks(run);
    await expectToFall(options, standing, steps);
    while (standing.epoch < options.epochs && !standing.stopped) {
      if (!(await trainEpoch(running))) break;
      if (standing.epoch === 1 && options.epochs > 1) await health?.checkModel(standing, false);
    }
    standing.ended = standing.state();
    if (standing.stopped !== "interrupted") standing.takeAverages();
    await tell("onTrainEnd", run);
    expectFiniteWeights(model, standing);
    if (standing.stopped !== "interrupted") await health?.checkModel(standing, true);
  } finally {
    storeWeights(model, standing.arrays);
    await steps.close();
    await validation.close();
    options.ended.state = run.state();
  }
  return { history: standing.history, state: run.state(), ...(standing.stopped !== undefined && { stopped: standing.stopped }) };
}
