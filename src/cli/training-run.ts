import { stat } from "node:fs/promises";
import { join } from "node:path";
import { families } from "../autoencoders/families.ts";
import { Autoencoder } from "../autoencoders/index.ts";
import { OptionError } from "../core/errors.ts";
import { sizeOf } from "../core/ndarray.ts";
import { VERSION } from "../core/version.ts";
import { openDataset } from "../data/open.node.ts";
import { split } from "../data/split.ts";
import { expectModelPlace, loadModelFolder, saveModelFolder } from "../models/folder.node.ts";
import { nodeRuntime } from "../runtime/node.ts";
import {
  type Callback,
  type EpochLog,
  earlyStopping,
  type LossName,
  type MetricName,
  optimizerNamed,
  type Progress,
  type TrainingState,
} from "../training/index.ts";
import { modelCard } from "./card.ts";
import { count, type Output, seconds } from "./command.ts";

/** What makes a run what it is: saved with the model, and equal when it is resumed. */
export interface TrainingRecipe {
  readonly data: string;
  readonly model: string;
  readonly codings: number;
  readonly hidden: readonly number[];
  readonly batch: number;
  readonly optimizer: string;
  readonly learningRate?: number;
  readonly loss: LossName;
  readonly metrics: readonly MetricName[];
  readonly clipNorm?: number;
  /** A number of the last examples, or a share of them. */
  readonly validation: number;
  readonly seed: number;
}

export interface TrainingRun {
  readonly recipe: TrainingRecipe;
  readonly epochs: number;
  readonly patience?: number;
  readonly threads?: number;
  readonly out: string;
  /** Where an earlier run of the same recipe stopped. */
  readonly from?: TrainingState;
}

export interface TrainingOutcome {
  readonly autoencoder: Autoencoder;
  readonly history: readonly EpochLog[];
  readonly interrupted: boolean;
}

/** Seconds between two saves of a long run. */
const SAVE_EVERY = 5;

/** Trains as the recipe says, telling how it goes; the model folder is whole whenever one looks. */
export async function runTraining(run: TrainingRun, output: Output): Promise<TrainingOutcome> {
  const { recipe, out, epochs } = run;
  await expectModelPlace(out);
  const dataset = await openDataset(recipe.data, { seed: recipe.seed });
  const parts = split(dataset, recipe.validation);
  const shape = dataset.examples.shape.slice(1);
  const runtime = await nodeRuntime(run.threads === undefined ? {} : { threads: run.threads }, output.say);
  output.say(
    `${dataset.name}: ${count(parts.train.examples.shape[0]!)} examples of ${shape.join(" x ")} to learn from, ${count(parts.validation.examples.shape[0]!)} held out; ${runtime.name}, ${runtime.threads} threads`,
  );

  const blueprint = families[recipe.model]!;
  const optimizer = optimizerNamed(recipe.optimizer, recipe.learningRate);
  const autoencoder = new Autoencoder(blueprint, { ...recipe, optimizer });
  const { model } = autoencoder.buildFor(shape);
  output.say(model.summary());

  const save = (state: TrainingState, history: readonly EpochLog[]) =>
    saveModelFolder(out, {
      model,
      history,
      state,
      config: {
        family: recipe.model,
        inputDtype: dataset.examples.dtype,
        seed: recipe.seed,
        versions: { codings: VERSION, runtime: runtime.name, node: process.version },
        options: { ...recipe, epochs },
        metrics: figuresOf(history.at(-1)),
      },
      card: modelCard({
        recipe,
        dataset: dataset.name,
        shape,
        history,
        parameters: model.variables.reduce((sum, v) => sum + sizeOf(v.shape), 0),
      }),
    });

  const stop = stopOnSignals(output);
  const saver = saveNowAndThen(save);
  try {
    const result = await autoencoder.fit(parts.train.examples, {
      runtime,
      epochs,
      batchSize: recipe.batch,
      validation: parts.validation.examples,
      callbacks: [
        tell(output, epochs),
        saver,
        ...(run.patience === undefined ? [] : [earlyStopping({ patience: run.patience })]),
      ],
      signal: stop.signal,
      warn: output.say,
      ...(run.from && { from: run.from }),
    });
    await save(result.state, result.history);
    const interrupted = result.stopped === "interrupted";
    if (result.stopped && !interrupted) output.say(`Stopped: ${result.stopped}.`);
    return { autoencoder, history: result.history, interrupted };
  } finally {
    stop.release();
  }
}

const figuresOf = (log: EpochLog | undefined): Record<string, number> =>
  Object.fromEntries(Object.entries(log ?? {}).filter((entry): entry is [string, number] => Number.isFinite(entry[1])));

/** Saves after an epoch if some seconds have passed since the last time. */
function saveNowAndThen(save: (state: TrainingState, history: readonly EpochLog[]) => Promise<void>): Callback {
  let last = performance.now();
  return {
    async onEpochEnd(_log, run) {
      if (performance.now() - last < SAVE_EVERY * 1000) return;
      await save(run.state(), run.history);
      last = performance.now();
    },
  };
}

/** A live line while an epoch runs, and a lasting one when it ends. */
function tell(output: Output, epochs: number): Callback {
  let lastValidation = "";
  return {
    onProgress({ epoch, batch, batches, loss, examplesPerSecond, secondsLeft }: Progress) {
      const done = Math.round((20 * batch) / batches);
      const bar = "█".repeat(done) + "░".repeat(20 - done);
      output.live(
        `epoch ${epoch}/${epochs} ${bar} loss ${loss.toFixed(4)}${lastValidation}, ${count(examplesPerSecond)} images/s, ${seconds(secondsLeft)} left`,
      );
    },
    onEpochEnd(log) {
      lastValidation = log.valLoss === undefined ? "" : `, validation loss ${log.valLoss.toFixed(4)}`;
      output.say(
        `epoch ${log.epoch}/${epochs}: loss ${log.loss.toFixed(4)}${lastValidation}, ${count(log.examplesPerSecond)} images/s, ${log.seconds.toFixed(2)} s`,
      );
    },
  };
}

/** The first Ctrl-C ends the run in good order, the second at once. */
function stopOnSignals(output: Output) {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(130);
    output.say("Stopping after this chunk of steps, then saving. Ctrl-C again quits at once.");
    controller.abort();
  };
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) process.on(signal, onSignal);
  return {
    signal: controller.signal,
    release: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}

/** The recipe and the state of an earlier run, for `--resume`. @throws OptionError where an option given differs from the saved one. */
export async function resumedRun(
  out: string,
  given: Partial<TrainingRecipe>,
): Promise<{ recipe: TrainingRecipe; from: TrainingState; epochs: number }> {
  const { config, state } = await loadModelFolder(out);
  if (!state) throw new OptionError(`${out} has no checkpoint to go on from. Train without --resume.`);
  const { epochs, ...saved } = config.options as unknown as TrainingRecipe & { epochs: number };
  for (const [name, value] of Object.entries(given)) {
    const before = saved[name as keyof TrainingRecipe];
    if (JSON.stringify(before) !== JSON.stringify(value)) {
      throw new OptionError(
        `--resume goes on with the saved run, whose ${name} is ${before}, not ${value}. Leave the option out, or train anew with another --out.`,
      );
    }
  }
  return { recipe: saved, from: state, epochs };
}

export const hasModel = (out: string): Promise<boolean> =>
  stat(join(out, "config.json")).then(
    () => true,
    () => false,
  );
