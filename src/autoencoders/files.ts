import { savedOptionsOf } from "../core/custom-objects.ts";
import { OptionError } from "../core/errors.ts";
import { given, knownOptions, type OptionNames } from "../core/options.ts";
import { savedName } from "../core/saved-name.ts";
import { VERSION } from "../core/version.ts";
import type { Receipt } from "../models/receipt.ts";
import { type ModelFolder, modelFiles } from "../models/written-files.ts";
import type { EpochLog } from "../training/history.ts";
import { describeOptimizer, optimizerOf } from "../training/optimizers/choice.ts";
import type { TrainingState } from "../training/state.ts";
import { modelCard } from "./card.ts";
import { families } from "./families/index.ts";
import { onnxFilesOf } from "./onnx-parts.ts";
import type { AutoencoderOptions } from "./options.ts";
import type { TrainedAutoencoder } from "./trained.ts";

/** Data that are saved with an autoencoder, in addition to its weights. */
export interface SavedWith {
  /**
   * The family's options, and other data about the training, which are stored in `config.json`. Default: the autoencoder's
   * settings.
   */
  readonly options?: AutoencoderOptions & Readonly<Record<string, unknown>>;
  /** Seed of the training. Default: that of the autoencoder. */
  readonly seed?: number;
  /** Metrics of each epoch. Default: those of the last training. */
  readonly history?: readonly EpochLog[];
  /** Metrics of the epoch whose weights are saved. Default: the last epoch. */
  readonly kept?: EpochLog;
  /** State from which the training can continue. */
  readonly state?: TrainingState;
  /** Name of the training data. */
  readonly dataset?: string;
  readonly runtime?: string;
  /** Versions of other software, by name: `node`. */
  readonly versions?: Readonly<Record<string, string>>;
  /** Facts with which `verifyModel` compares a new training. */
  readonly receipt?: Receipt;
}

const SAVED_WITH: OptionNames<SavedWith> = {
  options: true,
  seed: true,
  history: true,
  kept: true,
  state: true,
  dataset: true,
  runtime: true,
  versions: true,
  receipt: true,
};

/**
 * Returns the files of an autoencoder's model folder, by name.
 * @throws OptionError before the first `fit`.
 * @example
 * const files = autoencoderFiles(autoencoder, { dataset: "garments" });
 */
export const autoencoderFiles = (autoencoder: TrainedAutoencoder, saved: SavedWith = {}): Record<string, Uint8Array | string> =>
  modelFiles(autoencoderFolder(autoencoder, saved));

/** Returns the contents of an autoencoder's model folder. @throws OptionError before the first `fit`. */
export function autoencoderFolder(autoencoder: TrainedAutoencoder, saved: SavedWith = {}): ModelFolder {
  // In other options, a runtime runs a model; here it is the name of the runtime that was used.
  knownOptions("autoencoderFiles", { ...saved, runtime: undefined }, SAVED_WITH);
  const {
    seed = autoencoder.settings.seed ?? 42,
    history = autoencoder.history,
    kept = history.at(-1),
    state,
    dataset = "data",
    runtime,
    receipt,
  } = saved;
  const { model } = autoencoder.trained;
  expectFamily(autoencoder);
  const options = describedOptions(saved.options ?? optionsOf(autoencoder));
  model.initialize();
  const versions = { codings: VERSION, ...saved.versions, ...(runtime && { runtime }) };
  const metrics = Object.fromEntries(
    Object.entries(kept ?? {}).filter((entry): entry is [string, number] => Number.isFinite(entry[1])),
  );
  return {
    model,
    history,
    config: {
      family: autoencoder.family,
      inputDtype: autoencoder.inputDtype,
      seed,
      versions,
      options,
      metrics,
      ...(autoencoder.calibration && { calibration: autoencoder.calibration }),
      ...(receipt && { receipt }),
    },
    onnx: onnxFilesOf(autoencoder),
    card: modelCard(autoencoder, { dataset: savedName(dataset), history, seed, ...(kept && { kept }) }),
    ...(state && { state }),
  };
}

/**
 * Checks that the autoencoder can be loaded.
 * @throws OptionError if it has a class or a family name for which `autoencoderFrom` would create a different autoencoder.
 */
function expectFamily({ family, descriptor, constructor: made }: TrainedAutoencoder): void {
  const known = Object.keys(families);
  if (!Object.hasOwn(made, "isReadAgain"))
    throw new OptionError(
      `${made.name} is a class of your own, so it can't be saved: a saved autoencoder is loaded as one of ${known.join(", ")}. Save its network with saveModelFolder (model: autoencoder.trained.model), or export it with exportOnnx.`,
    );
  if (Object.hasOwn(families, family) && families[family] !== descriptor)
    throw new OptionError(
      `A family of your own is called "${family}", which is the name of a built-in family. Give it another name.`,
    );
}

/** Returns its settings, and the other options that were saved with it. */
function optionsOf({ settings, savedOptions }: TrainedAutoencoder): NonNullable<SavedWith["options"]> {
  const { optimizerOptions: _, ...others } = savedOptions;
  return { ...others, ...settings, seed: settings.seed ?? 42 };
}

/**
 * Returns options in the form in which JSON stores them: an optimizer by its name, with its own options in `optimizerOptions`.
 */
function describedOptions({
  optimizer,
  encoder,
  decoder,
  ...others
}: NonNullable<SavedWith["options"]>): Record<string, unknown> {
  const options = { ...others, ...savedOptionsOf(given({ encoder, decoder })) };
  if (typeof optimizer !== "object") return { ...options, ...(optimizer !== undefined && { optimizer }) };
  return { ...options, optimizer: optimizerOf(optimizer).kind, optimizerOptions: describeOptimizer(optimizer) };
}
