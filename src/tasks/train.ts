import type { Autoencoder, AutoencoderFitOptions, Diagnosis } from "../autoencoders/index.ts";
import type { CustomObjects } from "../core/custom-objects.ts";
import { TrainingError } from "../core/errors.ts";
import { message, type OptionWords, option } from "../core/message.ts";
import type { NdArray } from "../core/ndarray.ts";
import type { OptionNames } from "../core/options.ts";
import type { WithFamily } from "../recipes/own-family.ts";
import type { Recipe } from "../recipes/plan.ts";
import type { RecipeOptions } from "../recipes/schema.ts";
import type { Communicator } from "../runtime/communicator.ts";
import { stopping } from "../training/callbacks/stopping.ts";
import { COLLAPSED } from "../training/doctor.ts";
import type { Callback } from "../training/index.ts";
import type { ExampleStream } from "../training/stream.ts";
import type { CodingsAdvice, CodingsAdviceProgress } from "./codings-advice.ts";
import { TASK_OPTIONS, type TaskOptions } from "./options.ts";

/**
 * Stage of a training: opening data, trying numbers of codings, trying settings, training, or training a classifier on the
 * encoder.
 */
export type TrainingStage = "reading" | "sizes" | "settings" | "learning" | "labels";

/** Options that open the data of a training. */
export interface OpenTrainingOptions extends TaskOptions {
  /** Called when a stage begins, and with a line about each part of it that takes a while. */
  readonly onStage?: (stage: TrainingStage, line?: string) => void;
}

/** Options of `train`. */
export interface TrainOptions extends WithFamily<RecipeOptions>, OpenTrainingOptions {
  /** Model folder for checkpoints during the training and for the model at its end. Default: nothing is written. */
  readonly output?: string;
  /** Whether to continue from the last checkpoint in `output`. Default: false. */
  readonly resume?: boolean;
  /** Your own layers and functions of a user-defined family, by their names. `resume` needs them to read the model folder. */
  readonly customObjects?: CustomObjects;
  /** Number of threads of the runtime. Small models may train faster with fewer. Default: all cores. */
  readonly threads?: number;
  /** For an anomaly detector: whether to keep some training rows, for the distance to the nearest ones. Default: true. */
  readonly rows?: boolean;
  /**
   * The processes that train together, from `mpi()`: all call `train` with the same data and options. Only the first one writes
   * `output` and calls `onNote` and `onProgress`. Number of threads by default: the cores, shared by the processes of
   * this machine. At the end of the training the first one writes `complete.json` into `output`.
   */
  readonly distributed?: Communicator;
  /** With `distributed`: number of batches between two exchanges; 1 by default, which is exact (`fit`). */
  readonly syncEvery?: number;
  /** Callbacks of the training, called after some steps and after each epoch. */
  readonly callbacks?: readonly Callback[];
  /** Called with the progress of the short trainings of `codings: "auto"`. */
  readonly onTrial?: (progress: CodingsAdviceProgress) => void;
  /** Called with the result of `codings: "auto"`, before the training with the chosen size begins. */
  readonly onAdvice?: (advice: CodingsAdvice) => void | Promise<void>;
  /** Called with each problem of the trained model and its remedy. Default: `onNote` is called with its message. */
  readonly onFinding?: (finding: Diagnosis) => void;
  /** Writes the options that notes name. Default: as in code. */
  readonly words?: OptionWords;
}

/** Names of the options of `train` that don't belong to a recipe. */
export const TRAIN_OPTIONS: OptionNames<Omit<TrainOptions, keyof RecipeOptions>> = {
  ...TASK_OPTIONS,
  onStage: true,
  output: true,
  resume: true,
  customObjects: true,
  threads: true,
  rows: true,
  distributed: true,
  syncEvery: true,
  callbacks: true,
  onTrial: true,
  onAdvice: true,
  onFinding: true,
  words: true,
};

/** Options of a training, with the name of the family. */
export type NamedTrainOptions = Omit<TrainOptions, "family"> & Pick<RecipeOptions, "family">;

/** Examples for training and validation. */
export interface FitData {
  /** All examples for training, or evenly drawn rows of a table that is read in parts. */
  readonly train: NdArray;
  readonly validation: NdArray;
  /** Parts of a table that is larger than memory, instead of `train`. */
  readonly inParts?: (batchSize: number) => ExampleStream;
}

/**
 * Trains an autoencoder with the epochs, the batch size and the patience of a recipe. The library, the command line and the
 * studio use it.
 * @returns the autoencoder itself, with `history`, `state` and `stopped`.
 * @throws TrainingError if the loss is no longer a number.
 */
export function fitByRecipe(
  autoencoder: Autoencoder,
  { epochs, batchSize, patience, plateau }: Pick<Recipe, "epochs" | "batchSize" | "patience" | "plateau">,
  { train, validation, inParts }: FitData,
  {
    callbacks = [],
    trial,
    warn,
    ...options
  }: Pick<
    AutoencoderFitOptions,
    "runtime" | "signal" | "callbacks" | "from" | "pace" | "warn" | "prepared" | "trial" | "distributed" | "syncEvery"
  >,
): Promise<Autoencoder> {
  return autoencoder.fit(train, {
    ...options,
    // `diagnose` reports a collapsed model after the training, with a remedy.
    warn: warn && ((line, finding) => finding !== COLLAPSED && warn(line, finding)),
    epochs,
    batchSize,
    validation,
    // Early stopping is the first callback, so that the others save its state after the epoch.
    callbacks: [...stopping({ patience, plateau }), expectNumbers, ...callbacks],
    stream: inParts?.(batchSize),
    // The recipe always has an optimizer and a learning rate, so no trial is needed by default.
    trial: trial ?? false,
  });
}

/**
 * Ends a run if its last step broke the weights, before they are saved. The training loss is from before that step and doesn't
 * show it.
 */
const expectNumbers: Callback = {
  onEpochEnd({ epoch, valLoss }) {
    if (valLoss === undefined || Number.isFinite(valLoss)) return;
    throw new TrainingError(
      message`The validation loss is no longer a number after epoch ${epoch}. Try a lower ${option("learningRate")} or clip the gradients (${option("clipNorm", 1)}).`,
    );
  },
};
