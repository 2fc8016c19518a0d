import { stat } from "node:fs/promises";
import { join } from "node:path";
import { choicesFor } from "../autoencoders/array-defaults.ts";
import { calibrate } from "../autoencoders/calibration.ts";
import { saveAutoencoder } from "../autoencoders/folder.node.ts";
import {
  Autoencoder,
  type AutoencoderLoss,
  type ExampleValues,
  families,
  type Noise,
  NUMBER_DEFAULTS,
  PRETRAINING,
  type Scaling,
  type Sparsity,
  TABLE_DEFAULTS,
  windowScores,
} from "../autoencoders/index.ts";
import { familyOptionsIn } from "../autoencoders/settings.ts";
import { OptionError, TrainingError } from "../core/errors.ts";
import { exists } from "../core/files.node.ts";
import { lacksFolders, savedOptions } from "../core/saved-name.ts";
import { isSavedData, savedFingerprint } from "../data/fingerprint.node.ts";
import { datasets } from "../data/open.node.ts";
import type { ImageOptions } from "../data/readers/images.node.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import { loadModelFolder } from "../models/folder.node.ts";
import { expectModelPlace } from "../models/replace-folder.node.ts";
import type { Sequential } from "../models/sequential.ts";
import { nodeRuntime } from "../runtime/node.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { keptEpoch, stoppingIn } from "../training/callbacks/early-stopping.ts";
import { type Callback, type EpochLog, earlyStopping, type MetricName, type TrainingState } from "../training/index.ts";
import { count, type Output, stopOnSignals } from "./command.ts";
import { inFlags } from "./flags.ts";
import { type HeldWindows, openTrainingData, type TrainingData } from "./training-data.ts";
import { tellTraining } from "./training-progress.ts";

/** What makes a run what it is: saved with the model, and equal when it is resumed. */
export interface TrainingRecipe {
  readonly data: string;
  /** Tells the data from other data of the same name. Saved for data outside the working folder, whose path is saved without its folders. */
  readonly fingerprint?: string;
  /** The family. */
  readonly model: string;
  readonly codings: number;
  readonly hidden: readonly number[];
  readonly batch: number;
  readonly optimizer: string;
  readonly learningRate?: number;
  readonly loss: AutoencoderLoss;
  readonly metrics: readonly MetricName[];
  readonly clipNorm?: number;
  readonly scaling?: Scaling;
  readonly noise?: Noise;
  readonly sparsity?: Sparsity;
  readonly fineTune?: boolean;
  /** A number of the last examples, or a share of them. */
  readonly validation: number;
  /** Of a table: what was learned of its columns, and the SQL that made it. */
  readonly table?: TablePreprocessing;
  readonly query?: string;
  /** Of a classifier on the encoder: a file of labels in place of the dataset's own, and how many of them it learns from (all by default). */
  readonly pretrain?: boolean;
  readonly labels?: string;
  readonly labelled?: number;
  readonly classifierEpochs?: number;
  /** Of a folder of images. */
  readonly size?: ImageOptions["size"];
  readonly channels?: ImageOptions["channels"];
  readonly skipBad?: boolean;
  readonly seed: number;
}

/** Makes a recipe from the given options, the family's defaults for pixels or for other numbers, and the share that the lecture holds out. */
export function recipeOf(data: string, given: Partial<TrainingRecipe>, values: ExampleValues = "pixels"): TrainingRecipe {
  const forLabels: Partial<TrainingRecipe> = given.pretrain && given.model === undefined ? PRETRAINING : {};
  const { model = "stacked", ...wanted } = { ...forLabels, ...given };
  const own = families[model]!.defaults;
  const chosen = wanted.table ? TABLE_DEFAULTS : choicesFor(values, own, wanted);
  const usual = wanted.table ? TABLE_DEFAULTS : values === "numbers" ? NUMBER_DEFAULTS : own;
  const { batchSize, epochs: _, learningRate: __, ...defaults } = { ...own, ...chosen };
  const learningRate = wanted.optimizer === usual.optimizer ? usual.learningRate : chosen.learningRate;
  const ownRate = learningRate === undefined ? {} : { learningRate };
  const metrics: readonly MetricName[] = wanted.table
    ? []
    : (wanted.loss ?? defaults.loss) === "binaryCrossentropy"
      ? ["roundedAccuracy"]
      : ["mae"];
  return {
    ...defaults,
    ...ownRate,
    batch: batchSize,
    metrics,
    validation: 1 / 12,
    seed: (Object.hasOwn(datasets, data) ? datasets[data]?.seed : undefined) ?? 42,
    ...wanted,
    data,
    model,
  };
}

export interface TrainingRun {
  readonly recipe: TrainingRecipe;
  readonly epochs: number;
  readonly patience?: number;
  readonly threads?: number;
  readonly out: string;
  /** The data of the recipe, where it is open already. */
  readonly data?: TrainingData;
  /** Where an earlier run of the same recipe stopped. */
  readonly before?: EarlierRun;
}

export interface EarlierRun {
  readonly recipe: TrainingRecipe;
  readonly epochs: number;
  readonly patience?: number;
  readonly model: Sequential;
  readonly state: TrainingState;
}

export interface TrainingOutcome {
  readonly autoencoder: Autoencoder;
  readonly history: readonly EpochLog[];
  /** The epoch that the weights of the autoencoder are from. */
  readonly kept: EpochLog | undefined;
  readonly interrupted: boolean;
}

/** Seconds between two saves of a long run. */
const SAVE_EVERY = 5;

export function autoencoderOf(recipe: TrainingRecipe): Autoencoder {
  const family = families[recipe.model]!;
  return new Autoencoder({ ...familyOptionsIn(family, { ...recipe }), family });
}

/** What an earlier run that is done came to. */
export const outcomeOf = ({ recipe, model, state }: EarlierRun): TrainingOutcome => ({
  autoencoder: autoencoderOf(recipe).adopt(model),
  history: state.history,
  kept: keptEpoch(state),
  interrupted: false,
});

/** Whether an earlier run has nothing left to do: each phase has its epochs, or early stopping has ended it. */
export function isDone({ recipe, state }: EarlierRun, epochs: number, patience?: number): boolean {
  const { phase = 1, phases = [] } = state;
  const isOver = (part: TrainingState) => part.epoch >= epochs || hasRunOut(part, patience);
  return phase === autoencoderOf(recipe).phaseCount && [...phases, state].every(isOver);
}

const hasRunOut = (state: TrainingState, patience = Number.POSITIVE_INFINITY): boolean =>
  (stoppingIn(state)?.since ?? 0) >= patience;

/** Says why an earlier run that is done doesn't go on, and what to do. */
export function whyDone({ state }: EarlierRun, out: string, epochs: number, patience?: number): string {
  const { since, best } = stoppingIn(state) ?? {};
  return state.epoch < epochs && hasRunOut(state, patience)
    ? `${out} stopped after ${state.epoch} epochs: no better validation loss for ${since} epochs; the best was epoch ${best?.epoch}. To go on, give a larger --patience.`
    : `${out} has its ${state.epoch} epochs already. Give more with --epochs.`;
}

/** Says from where an earlier run goes on. */
export function whereOn({ state, patience: saved }: EarlierRun, epochs: number, patience?: number): string {
  const { phases = [], history } = state;
  const first = phases.find((part) => part.epoch < epochs && !hasRunOut(part, patience));
  const where = first
    ? `Going on with phase ${first.phase} after its ${first.epoch} epochs. The phases after it begin anew, because they learn from its codings.`
    : `Going on after ${history.length} epochs.`;
  const isOld = saved !== undefined && patience !== undefined && history.length > 0 && !stoppingIn(state);
  return isOld
    ? `${where}\nThe checkpoint is from an earlier version of codings, which didn't keep the best weights and the epochs waited: early stopping begins anew.`
    : where;
}

/** Trains as the recipe says, telling how it goes; the model folder is whole whenever one looks. */
export async function runTraining(run: TrainingRun, output: Output): Promise<TrainingOutcome> {
  await expectModelPlace(run.out);
  const stop = stopOnSignals(output, "Stopping after this chunk of steps, then saving. Ctrl-C again quits at once.");
  try {
    return await trained(run, output, stop.signal);
  } finally {
    stop.release();
  }
}

async function trained(
  { recipe, out, epochs, before, threads, patience, data: opened }: TrainingRun,
  output: Output,
  signal: AbortSignal,
): Promise<TrainingOutcome> {
  const data = opened ?? (await openTrainingData(recipe, output));
  const shape = data.train.shape.slice(1);
  const runtime = await nodeRuntime(threads === undefined ? {} : { threads }, output.say);
  output.say(
    `${data.name}: ${count(data.count)} ${recipe.table ? `${recipe.table.windows ? `windows of ${shape[0]} ` : ""}rows of ${shape.at(-1)} features` : `examples of ${shape.join(" x ")}`} to learn from${data.inParts ? ", a part at a time" : ""}, ${count(data.validation.shape[0]!)} held out; ${runtime.name}, ${runtime.threads} threads`,
  );

  const autoencoder = autoencoderOf(recipe);
  if (before) autoencoder.adopt(before.model);
  const { model } = autoencoder.buildFor(shape);
  output.say(model.summary());

  const fingerprint = await savedFingerprint(recipe.data);
  const save = (state: TrainingState) => {
    const kept = keptEpoch(state);
    return saveAutoencoder(autoencoder, out, {
      options: { ...recipe, ...fingerprint, epochs, ...(patience !== undefined && { patience }) },
      seed: recipe.seed,
      history: state.history,
      ...(kept && { kept }),
      state,
      dataset: data.name,
      runtime: runtime.name,
    });
  };

  const result = await autoencoder
    .fit(data.train, {
      runtime,
      epochs,
      batchSize: recipe.batch,
      validation: data.validation,
      callbacks: [
        tellTraining(output),
        expectNumbers,
        ...(patience === undefined ? [] : [earlyStopping({ patience })]),
        saveNowAndThen(save),
      ],
      signal,
      warn: (_line, message) => output.say(message.worded(inFlags)),
      ...(data.inParts && { stream: data.inParts(recipe.batch) }),
      ...(before && { from: before.state }),
    })
    .finally(data.close);
  if (data.windows) autoencoder.calibration = await calibrationOfRows(autoencoder, data.windows, runtime);
  await save(result.state);
  const interrupted = result.stopped === "interrupted";
  if (result.stopped && !interrupted) output.say(`Stopped: ${result.stopped}.`);
  return { autoencoder, history: result.history, kept: keptEpoch(result.state), interrupted };
}

/** What scores of held-out rows are like, which are means over windows, as those of the rows that will be scored. */
async function calibrationOfRows(autoencoder: Autoencoder, { rows, members }: HeldWindows, runtime: Runtime) {
  return calibrate((await windowScores(autoencoder, rows, members, { runtime })).scores);
}

/** Ends a run whose weights have gone too far in its last step, which the loss before that step doesn't tell, ahead of saving them. */
const expectNumbers: Callback = {
  onEpochEnd({ epoch, valLoss }) {
    if (valLoss === undefined || Number.isFinite(valLoss)) return;
    throw new TrainingError(
      `The validation loss is no longer a number after epoch ${epoch}. Try a lower --learning-rate or clip the gradients (--clip-norm 1).`,
    );
  },
};

/** Saves after an epoch if some seconds have passed since the last time. With early stopping, the saved model has the best weights so far; else it has the present ones. */
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

/** An earlier run, for `--resume`. @throws OptionError where an option given differs from the saved one. */
export async function earlierRun(
  out: string,
  { data, ...given }: Partial<TrainingRecipe> & Pick<TrainingRecipe, "data">,
): Promise<EarlierRun> {
  const { config, model, state } = await loadModelFolder(out);
  if (!state) throw new OptionError(`${out} has no checkpoint to go on from. Train without --resume.`);
  const { epochs, patience, ...recipe } = config.options as unknown as TrainingRecipe & { epochs: number; patience?: number };
  if (!(await isSavedData(data, recipe)))
    throw new OptionError(
      savedOptions({ data }).data === recipe.data
        ? `--resume goes on with the saved run, which learned from another ${recipe.data} than ${data}: the contents differ. Give that data, or train anew with another --out.`
        : differs("data", recipe.data, data),
    );
  const before = savedOptions({ ...recipe });
  for (const [name, value] of Object.entries(savedOptions(given)))
    if (JSON.stringify(before[name]) !== JSON.stringify(value)) throw new OptionError(differs(name, before[name], value));
  const { labels, query } = { ...recipe, ...given };
  if (query !== undefined && lacksFolders(query))
    throw new OptionError(`${out} doesn't save the folders of the files in its query. Give it again: --query '${query}'.`);
  if (labels !== undefined && !(await exists(labels)))
    throw new OptionError(`The labels' file ${labels} isn't there, and ${out} saves only its name. Give it: --labels FILE.`);
  return { recipe: { ...recipe, ...given, data }, epochs, model, state, ...(patience !== undefined && { patience }) };
}

/** The message for an option that differs from the saved run's. */
function differs(name: string, before: unknown, value: unknown): string {
  const shown = (of: unknown) => (of === undefined ? "not set" : typeof of === "object" ? JSON.stringify(of) : of);
  return `--resume goes on with the saved run, whose ${name} is ${shown(before)}, not ${shown(value)}. Leave the option out, or train anew with another --out.`;
}

export const hasModel = (out: string): Promise<boolean> =>
  stat(join(out, "config.json")).then(
    () => true,
    () => false,
  );
