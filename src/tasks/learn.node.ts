import { type Autoencoder, type Diagnosis, diagnose, type Preparation, windowScores } from "../autoencoders/index.ts";
import { message, option } from "../core/message.ts";
import { given } from "../core/options.ts";
import { count, counted } from "../core/words.ts";
import { savedFingerprint } from "../data/fingerprint.node.ts";
import { hasModel } from "../models/folder.node.ts";
import { autoencoderOf, type Recipe } from "../recipes/plan.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { calibrate } from "../scoring/calibration.ts";
import { keptEpoch, stoppingIn } from "../training/callbacks/early-stopping.ts";
import type { Callback, TrainingState } from "../training/index.ts";
import { optionToTry } from "../training/loop/trial.ts";
import { type EarlierRun, whereOn } from "./earlier-run.node.ts";
import type { TrainContext } from "./plan.node.ts";
import { receiptFor } from "./receipt.node.ts";
import { fitByRecipe } from "./train.ts";
import { openTrainingData } from "./training-data.node.ts";
import type { TrainingData } from "./training-data.ts";
import { tellingProgress } from "./training-progress.ts";

/** Minimum number of seconds between two saves. */
const SAVE_EVERY = 5;

/** Trains an autoencoder with a recipe, and diagnoses it with the held-out examples. The model folder is complete at any time. */
export async function learn(
  recipe: Recipe,
  {
    before,
    opened,
    prepared,
  }: {
    readonly before: EarlierRun | undefined;
    readonly opened: TrainingData | undefined;
    readonly prepared: Preparation | undefined;
  },
  { options, own, runtime: openRuntime, note }: TrainContext,
) {
  const { output: folder, onStage, onFinding, callbacks = [], signal, distributed, syncEvery } = options;
  // Rank 0 writes the model.
  const output = distributed && distributed.rank > 0 ? undefined : folder;
  if (before) note(whereOn(before));
  if (!before && output !== undefined && (await hasModel(output)))
    note(message`${output} contains a model, which the new one will replace. Use ${option("resume")} to continue it instead.`);
  const data = opened ?? (await openTrainingData(recipe, { ...options, onNote: note }));
  const shape = data.train.shape.slice(1);
  const runtime = await openRuntime();
  const examples = recipe.table
    ? `${recipe.table.windows ? `windows of ${shape[0]} ` : ""}rows of ${shape.at(-1)} features`
    : `examples of ${shape.join(" x ")}`;
  note(
    `${data.name}: ${count(data.count)} ${examples} for training${data.inParts ? ", read in parts" : ""}, ${count(data.validation.shape[0]!)} held out; ${runtime.name}, ${counted(runtime.threads, "thread")}${distributed ? ` in each of ${distributed.size} processes; ${distributed.name}` : ""}`,
  );
  const autoencoder = autoencoderOf(recipe, own);
  if (before) autoencoder.adopt(before.model);
  note(autoencoder.buildFor(shape).model.summary());
  const inMemory = options.dataset !== undefined;
  const save = await saverOf(autoencoder, recipe, { output, data, inMemory, runtime, ranks: distributed?.size });
  onStage?.("learning");
  const { state, stopped } = await fitByRecipe(autoencoder, recipe, data, {
    runtime,
    callbacks: [...callbacks, ...tellingProgress(data.count, options.onProgress), ...(save ? [saveNowAndThen(save)] : [])],
    signal,
    warn: (_line, warning) => note(warning),
    from: before?.state,
    prepared,
    trial: optionToTry(options),
    ...given({ distributed, syncEvery }),
  }).finally(data.close);
  if (data.windows) {
    // Scores of rows are means over windows, so the calibration needs the means of the held-out rows.
    const { scores } = await windowScores(autoencoder, data.windows.rows, data.windows.members, { runtime });
    autoencoder.calibration = calibrate(scores);
  }
  await save?.(state);
  const interrupted = stopped === "interrupted";
  if (stopped && !interrupted) note(`Stopped: ${stopped}.`);
  const findings: readonly Diagnosis[] = interrupted
    ? []
    : await diagnose(autoencoder, data.validation, { learned: data.train, runtime });
  for (const finding of findings) {
    if (onFinding) onFinding(finding);
    else note(message`! ${finding.message}`);
  }
  return { autoencoder, state, interrupted, findings };
}

/** Returns a function that saves the autoencoder, or undefined without a folder. */
async function saverOf(
  autoencoder: Autoencoder,
  recipe: Recipe,
  {
    output,
    data,
    inMemory,
    runtime,
    ranks,
  }: {
    readonly output: string | undefined;
    readonly data: TrainingData;
    readonly inMemory: boolean;
    readonly runtime: Runtime;
    readonly ranks: number | undefined;
  },
): Promise<((state: TrainingState) => Promise<void>) | undefined> {
  if (output === undefined) return undefined;
  const fingerprint = await savedFingerprint(recipe.data);
  const receipt = { ...(await receiptFor(inMemory ? undefined : recipe.data, runtime)), ...given({ ranks }) };
  const { seed } = recipe;
  return (state) => {
    const { history } = state;
    const options = { ...recipe, ...fingerprint };
    const kept = keptEpoch(state);
    return autoencoder.save(output, { options, seed, history, kept, state, dataset: data.name, runtime: runtime.name, receipt });
  };
}

/**
 * Saves after an epoch if some seconds have passed. With early stopping the saved model has the best weights so far, otherwise
 * the current ones.
 */
function saveNowAndThen(save: (state: TrainingState) => Promise<void>): Callback {
  let last = performance.now();
  return {
    async afterEpochEnd(_log, run) {
      if (performance.now() - last < SAVE_EVERY * 1000) return;
      const state = run.state();
      run.store(stoppingIn(state)?.weights);
      await save(state);
      last = performance.now();
    },
  };
}
