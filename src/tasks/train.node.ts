import { rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Autoencoder, Diagnosis, Family, FamilyName } from "../autoencoders/index.ts";
import { OptionError, UsageError } from "../core/errors.ts";
import { writeFileAtomically } from "../core/files.node.ts";
import { type Message, message, option } from "../core/message.ts";
import type { Dataset } from "../data/dataset.ts";
import { digestOf } from "../data/fingerprint.node.ts";
import { isTable } from "../data/open.node.ts";
import { COMPLETE } from "../models/folder-files.ts";
import { lockForTraining } from "../models/training-lock.node.ts";
import { checkRecipeOptions } from "../recipes/check.ts";
import { isOfSeries, tableOptionsIn } from "../recipes/columns.ts";
import { expectForData, expectTogether } from "../recipes/conflicts.ts";
import { withNamedFamily } from "../recipes/own-family.ts";
import { autoencoderOf, type Recipe } from "../recipes/plan.ts";
import { DETECTOR } from "../recipes/schema.ts";
import { any, type Communicator, expectCommunicator } from "../runtime/communicator.ts";
import { ranksHere } from "../runtime/mpi-library.node.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { keptEpoch } from "../training/callbacks/early-stopping.ts";
import type { EpochLog, TrainingState } from "../training/index.ts";
import { bestSettings } from "./best-settings.ts";
import { checkLabels, type PretrainingOutcome, trainOnLabels } from "./classifier.node.ts";
import { adviseCodings, type CodingsAdvice } from "./codings-advice.ts";
import { datasetToTrainOn } from "./data-to-train-on.node.ts";
import { type EarlierRun, earlierRun, isDone, whyDone } from "./earlier-run.node.ts";
import type { TaskData } from "./example-parts.node.ts";
import { learn } from "./learn.node.ts";
import { notePlan, type OpenPlan, openPlan, type TrainContext } from "./plan.node.ts";
import { runtimeOf } from "./runtime.node.ts";
import { type NamedTrainOptions, TRAIN_OPTIONS, type TrainOptions } from "./train.ts";
import { type TrainedDetector, trainDetector } from "./train-detector.node.ts";
import { type TrainedSeriesDetector, trainSeriesDetector, withWindow } from "./train-series.node.ts";
import type { TrainingData } from "./training-data.ts";

/** The result of training an autoencoder. */
export interface TrainedModel {
  readonly autoencoder: Autoencoder;
  /** All options, given or chosen. The same recipe results in the same model. */
  readonly recipe: Recipe;
  readonly history: readonly EpochLog[];
  /** Epoch of the weights: the best one with early stopping, otherwise the last one. */
  readonly kept: EpochLog | undefined;
  /** Whether `signal` ended the training. Then `resume` continues it. */
  readonly interrupted: boolean;
  /** Whether a resumed run was already complete. */
  readonly wasDone: boolean;
  /** Problems that `diagnose` found with the held-out examples; empty if the training was interrupted or already complete. */
  readonly findings: readonly Diagnosis[];
  /** With `codings: "auto"`: the results of each size. */
  readonly advice?: CodingsAdvice;
  /** With `pretrain`: the accuracies of the classifiers. */
  readonly classifier?: PretrainingOutcome;
  readonly output?: string;
}

/** A search for the number of codings that ended without a choice, because of `signal` or the time limit (`advice.stopped`). */
export interface StoppedAdvice {
  readonly advice: CodingsAdvice;
}

/** The result of `train`. */
export type TrainResult = TrainedModel | TrainedDetector | TrainedSeriesDetector | StoppedAdvice;

/** Options that say that the rows of a table are series. One of them is enough. */
export type OfSeries =
  | { readonly window: number | "auto" }
  | { readonly orderBy: string }
  | { readonly groupBy: readonly string[] }
  | { readonly pivot: string };

/** Largest batch size of the short trainings, so that few rows give enough steps. */
const LARGEST_TRIAL_BATCH = 64;
/** Default time limit of `codings: "auto"`, in minutes. */
export const TRIAL_MINUTES = 10;
/** Default time limit of `effort: "best"`, in minutes. */
const BEST_MINUTES = 10;

/**
 * Trains an autoencoder, or an anomaly detector (`family: "anomaly"`). It opens the data, chooses the options that are left out,
 * holds out examples for validation, and trains. With `output`, it saves checkpoints during the training and the model at the
 * end. With `resume`, it continues from the last checkpoint, with the same result as without the interruption.
 *
 * The held-out rows of a table or of rows as objects are evenly drawn, or are the end of each series with `window`. Those of
 * arrays are the last ones.
 * @param data - name of a dataset, path of a file or folder, or data in memory in any form (`Data`). `window` needs a table or
 * rows as objects.
 * @throws UsageError if options contradict each other; OptionError if an option is wrong; DataError if the data can't be read or
 * used; TrainingError if the loss is no longer a number.
 * @example
 * const { autoencoder, kept } = await train("mnist", { family: "denoising", codings: 20, output: "out/digits" });
 * @example
 * const wide = family({ name: "wide", … }); // a family of your own, whose options are known, too
 * await train("mnist", { family: wide, width: 300 });
 */
export function train(
  data: TaskData,
  options: TrainOptions & { readonly family: typeof DETECTOR } & OfSeries,
): Promise<TrainedSeriesDetector>;
export function train(data: TaskData, options: TrainOptions & { readonly family: typeof DETECTOR }): Promise<TrainedDetector>;
export function train(
  data: TaskData,
  options?: TrainOptions & { readonly family?: FamilyName; readonly codings?: number },
): Promise<TrainedModel>;
export function train<Own extends object>(
  data: TaskData,
  options: TrainOptions & { readonly family: Family<Own>; readonly codings?: number } & Partial<Own>,
): Promise<TrainedModel>;
export function train(data: TaskData, options?: TrainOptions): Promise<TrainResult>;
export async function train(data: TaskData, told: TrainOptions = {}): Promise<TrainResult> {
  const { options, own } = withNamedFamily<NamedTrainOptions>(told);
  checkRecipeOptions("train", options, TRAIN_OPTIONS, own);
  expectTogether(options, own);
  if (typeof data === "string") return trainOn(data, options, own);
  const dataset = await datasetToTrainOn(data, options);
  return trainOn(dataset.name, { ...options, dataset }, own);
}

/**
 * Trains on a dataset.
 * @param data - name or path of the data; only its name if `options.dataset` contains the data.
 */
async function trainOn(
  data: string,
  told: NamedTrainOptions & { readonly dataset?: Dataset },
  own: Family | undefined,
): Promise<TrainResult> {
  const options = optionsOfRank(told);
  const { output, resume = false, dataset, distributed } = options;
  const ofTable = dataset
    ? dataset.table !== undefined
    : !(resume && options.family === undefined) && (await isTable(data, undefined, options.maxMemory));
  if (ofTable || !resume) expectForData(options, data, ofTable, own);
  if (options.rows !== undefined && options.family !== DETECTOR)
    throw new UsageError(
      message`${option("rows", false)} is for a detector. Add ${option("family", DETECTOR)}, or leave it out.`,
    );
  if (resume && output === undefined)
    throw new OptionError(message`${option("resume")} needs a model folder. Give it with ${option("output")}.`);
  const isFirst = distributed === undefined || distributed.rank === 0;
  const release = output === undefined || !isFirst ? undefined : await lockForTraining(output);
  try {
    if (distributed && output !== undefined && isFirst) await rm(join(output, COMPLETE), { force: true });
    if (options.family === DETECTOR)
      return await (isOfSeries(options)
        ? trainSeriesDetector(data, options)
        : trainDetector(data, options, tableOptionsIn(options)));
    const before = resume ? await earlierRun(output!, data, options, own) : undefined;
    if (before && !before.recipe.table) expectForData(options, data, false);
    const isToChoose = !before && isOfSeries(options) && typeof options.window !== "number";
    return await trainAutoencoder(data, isToChoose ? await withWindow(data, options) : options, { ofTable, before, own });
  } finally {
    release?.();
  }
}

/** Checks the options of a distributed training, and takes from ranks other than 0 whatever tells of the training. */
function optionsOfRank<T extends NamedTrainOptions>(options: T): T {
  const { distributed, family, codings, effort, pretrain } = options;
  expectCommunicator(distributed);
  if (!distributed) return options;
  const single =
    family === DETECTOR
      ? option("family", DETECTOR)
      : codings === "auto"
        ? option("codings", "auto")
        : effort === "best"
          ? option("effort", "best")
          : pretrain && option("pretrain");
  if (single) throw new UsageError(message`${single} works in one process. Leave it out, or start one process without mpirun.`);
  if (distributed.rank === 0) return options;
  const { onNote: _, onProgress: __, onFinding: ___, ...quiet } = options;
  return { ...quiet, onFinding: () => undefined } as unknown as T;
}

/** Writes the record of a complete training when all ranks have come to its end. */
async function recordCompletion(output: string | undefined, state: TrainingState, ranks: Communicator): Promise<void> {
  any(ranks, false);
  if (output === undefined || ranks.rank > 0) return;
  const { epoch: epochs, step: steps, history } = state;
  const record = {
    ranks: ranks.size,
    epochs,
    steps,
    loss: history.at(-1)?.loss,
    config: await digestOf(join(output, "config.json")),
  };
  await writeFileAtomically(join(output, COMPLETE), `${JSON.stringify(record, undefined, 2)}\n`);
}

async function trainAutoencoder(
  data: string,
  options: NamedTrainOptions & { readonly dataset?: Dataset },
  {
    ofTable,
    before,
    own,
  }: { readonly ofTable: boolean; readonly before: EarlierRun | undefined; readonly own: Family | undefined },
): Promise<TrainResult> {
  const { output, words, threads, distributed } = options;
  let opening: Promise<Runtime> | undefined;
  const note = (line: string | Message) =>
    options.onNote?.(typeof line === "string" ? line : words ? line.worded(words) : String(line));
  const shared = threads ?? (distributed && Math.max(1, Math.floor(availableParallelism() / ranksHere())));
  const runtime = () => (opening ??= runtimeOf({ ...options, onNote: note }, shared));
  const context = { options, own, runtime, note };
  const planned = before ? { recipe: before.recipe } : await openPlan(data, ofTable, context);
  if ("opened" in planned) notePlan(planned, context);
  if (planned.recipe.pretrain) await checkLabels(planned.recipe, options);
  const opened = "opened" in planned ? planned.opened : undefined;
  const advice = options.codings === "auto" ? await adviseOn(opened!, planned.recipe, context) : undefined;
  if (advice && (advice.stopped === "interrupted" || advice.chosen === undefined)) {
    opened!.close();
    return { advice };
  }
  const sized = advice ? { ...planned.recipe, codings: advice.chosen! } : planned.recipe;
  const recipe = options.effort === "best" && "opened" in planned ? await bestFor(sized, planned, context) : sized;
  const done = before && isDone(before, own);
  if (done && !recipe.pretrain) note(whyDone(before, output!));
  const outcome = done
    ? { autoencoder: autoencoderOf(recipe, own).adopt(before.model), state: before.state, interrupted: false, findings: [] }
    : await learn(recipe, { before, opened, prepared: "prepared" in planned ? planned.prepared : undefined }, context);
  const { autoencoder, state, interrupted, findings } = outcome;
  if (distributed && !interrupted) await recordCompletion(output, state, distributed);
  const isClassified = recipe.pretrain && !interrupted;
  if (isClassified) options.onStage?.("labels");
  const classifier = isClassified
    ? await trainOnLabels(autoencoder, recipe, { ...options, runtime: await runtime(), onNote: note })
    : undefined;
  return {
    autoencoder,
    recipe,
    history: state.history,
    kept: keptEpoch(state),
    interrupted,
    wasDone: done ?? false,
    findings,
    advice,
    classifier,
    output,
  };
}

/** Returns the plan with the best changes. Each training has one thread, so that one training runs on each core. */
async function bestFor(recipe: Recipe, { opened, prepared }: OpenPlan, { options, own, note }: TrainContext): Promise<Recipe> {
  const { minutes = BEST_MINUTES, signal, threads = availableParallelism(), onStage } = options;
  onStage?.("settings");
  const best = await bestSettings(recipe, opened, {
    own,
    prepared,
    atOnce: options.runtime ? 1 : threads,
    runtime: () => runtimeOf({ ...options, onNote: note }, 1),
    seconds: 60 * minutes,
    signal,
    note,
  });
  return best.recipe;
}

/** Tries several numbers of codings. */
async function adviseOn(data: TrainingData, recipe: Recipe, { options, own, runtime }: TrainContext): Promise<CodingsAdvice> {
  const { seeds, minutes = TRIAL_MINUTES, signal, onTrial, onAdvice, onStage } = options;
  onStage?.("sizes");
  const make = (codings: number, seed: number) => {
    const autoencoder = autoencoderOf({ ...recipe, codings, seed }, own);
    // Building it now keeps the lecture's settings. Otherwise `fit` would choose settings for the kind of examples.
    if (recipe.recipe === "lecture") autoencoder.buildFor(data.train.shape.slice(1));
    return autoencoder;
  };
  const advice = await adviseCodings(make, data, {
    runtime: await runtime(),
    seed: recipe.seed,
    batchSize: Math.min(LARGEST_TRIAL_BATCH, recipe.batchSize),
    seconds: 60 * minutes,
    signal,
    seeds,
    onProgress: onTrial,
  });
  await onAdvice?.(advice);
  return advice;
}
