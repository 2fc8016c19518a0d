import type { Autoencoder, AutoencoderFitOptions, Diagnosis } from "../autoencoders/index.ts";
import type { CustomObjects } from "../core/custom-objects.ts";
import { TrainingError } from "../core/errors.ts";
import { message, type OptionWords, option } from "../core/message.ts";
import type { NdArray } from "../core/ndarray.ts";
import type { OptionNames } from "../core/options.ts";
import type { WithFamily } from "../recipes/own-family.ts";
import type { Recipe } from "../recipes/plan.ts";
import type { RecipeOptions } from "../recipes/schema.ts";
import { stopping } from "../training/callbacks/stopping.ts";
import { COLLAPSED } from "../training/doctor.ts";
import type { Callback } from "../training/index.ts";
import type { ExampleStream } from "../training/stream.ts";
import type { CodingsAdvice, CodingsAdviceProgress } from "./codings-advice.ts";
import { TASK_OPTIONS, type TaskOptions } from "./options.ts";

/** What a training is doing: opening its data, trying numbers of codings, learning, or training a classifier on the encoder. */
export type TrainingStage = "reading" | "sizes" | "settings" | "learning" | "labels";

export interface OpenTrainingOptions extends TaskOptions {
  /** Called when a stage begins, and with a line about each part of it that takes long. */
  readonly onStage?: (stage: TrainingStage, line?: string) => void;
}

export interface TrainOptions extends WithFamily<RecipeOptions>, OpenTrainingOptions {
  /** The model folder: it gets checkpoints now and then and the model at the end. Nothing is written by default. */
  readonly output?: string;
  /** Goes on from the last checkpoint in `output`, as if the run had never stopped. */
  readonly resume?: boolean;
  /** Layers and functions of your own that a family of your own is built of, by their names: `resume` reads them from the folder by these. */
  readonly customObjects?: CustomObjects;
  /** Threads of the runtime, all cores by default. Small models may train faster with fewer. */
  readonly threads?: number;
  /** Hear of each chunk of steps and each epoch of the training. */
  readonly callbacks?: readonly Callback[];
  /** Hears of each short training by which `codings: "auto"` compares sizes. */
  readonly onTrial?: (progress: CodingsAdviceProgress) => void;
  /** Hears what `codings: "auto"` found, before the training with the chosen size begins. */
  readonly onAdvice?: (advice: CodingsAdvice) => void | Promise<void>;
  /** Hears of what isn't good about what was learned, each with a remedy, in place of a note. */
  readonly onFinding?: (finding: Diagnosis) => void;
  /** How notes write the options that they name; as in code by default. */
  readonly words?: OptionWords;
}

/** The names of the options of `train` that a recipe hasn't. */
export const TRAIN_OPTIONS: OptionNames<Omit<TrainOptions, keyof RecipeOptions>> = {
  ...TASK_OPTIONS,
  onStage: true,
  output: true,
  resume: true,
  customObjects: true,
  threads: true,
  callbacks: true,
  onTrial: true,
  onAdvice: true,
  onFinding: true,
  words: true,
};

/** The options of a training, with the family by its name. */
export type NamedTrainOptions = Omit<TrainOptions, "family"> & Pick<RecipeOptions, "family">;

/** Examples to learn from and to measure on. */
export interface FitData {
  /** All examples to learn from; of a table that comes in parts, some rows drawn evenly. */
  readonly train: NdArray;
  readonly validation: NdArray;
  /** In place of all of `train`: parts of a table that memory doesn't hold. */
  readonly inParts?: (batchSize: number) => ExampleStream;
}

/**
 * Trains an autoencoder by a recipe's epochs, batch size and patience: what the library, the command line and the studio have in common.
 * @returns the autoencoder itself: `history`, `state` and `stopped` say what the training came to.
 * @throws TrainingError where the loss is no longer a number.
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
  }: Pick<AutoencoderFitOptions, "runtime" | "signal" | "callbacks" | "from" | "pace" | "warn" | "prepared" | "trial">,
): Promise<Autoencoder> {
  return autoencoder.fit(train, {
    ...options,
    // A collapsed model is told by `diagnose`, which runs after the training and has a remedy for it.
    warn: warn && ((line, finding) => finding !== COLLAPSED && warn(line, finding)),
    epochs,
    batchSize,
    validation,
    // Early stopping comes first, so that what others save at an epoch's end has its state after that epoch.
    callbacks: [...stopping({ patience, plateau }), expectNumbers, ...callbacks],
    stream: inParts?.(batchSize),
    // The recipe has a rate and an optimizer in any case.
    trial: trial ?? false,
  });
}

/** Ends a run whose weights have gone too far in its last step, which the loss before that step doesn't tell, ahead of saving them. */
const expectNumbers: Callback = {
  onEpochEnd({ epoch, valLoss }) {
    if (valLoss === undefined || Number.isFinite(valLoss)) return;
    throw new TrainingError(
      message`The validation loss is no longer a number after epoch ${epoch}. Try a lower ${option("learningRate")} or clip the gradients (${option("clipNorm", 1)}).`,
    );
  },
};
