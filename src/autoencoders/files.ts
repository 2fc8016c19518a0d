import { savedOptionsOf } from "../core/custom-objects.ts";
import { OptionError } from "../core/errors.ts";
import { given, knownOptions, type OptionNames } from "../core/options.ts";
import { savedName } from "../core/saved-name.ts";
import { VERSION } from "../core/version.ts";
import { type ModelFolder, modelFiles } from "../models/written-files.ts";
import type { EpochLog } from "../training/history.ts";
import { describeOptimizer, optimizerOf } from "../training/optimizers/choice.ts";
import type { TrainingState } from "../training/state.ts";
import { modelCard } from "./card.ts";
import { families } from "./families/index.ts";
import { onnxFilesOf } from "./onnx-parts.ts";
import type { AutoencoderOptions } from "./options.ts";
import type { TrainedAutoencoder } from "./trained.ts";

/** What is saved of an autoencoder besides its numbers. */
export interface SavedWith {
  /** The family's options, and all else that made it what it is: `config.json` keeps them. By default the autoencoder's settings. */
  readonly options?: AutoencoderOptions & Readonly<Record<string, unknown>>;
  /** By default the autoencoder's. */
  readonly seed?: number;
  /** By default the last training's. */
  readonly history?: readonly EpochLog[];
  /** The epoch whose weights these are: by default the last one. */
  readonly kept?: EpochLog;
  /** What it takes to go on training. */
  readonly state?: TrainingState;
  /** What it was trained on, in words. */
  readonly dataset?: string;
  readonly runtime?: string;
  /** Of what else it was made with, by name: `node`. */
  readonly versions?: Readonly<Record<string, string>>;
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
};

/** The files of an autoencoder's model folder by their names. @throws OptionError before the first `fit`. */
export const autoencoderFiles = (autoencoder: TrainedAutoencoder, saved: SavedWith = {}): Record<string, Uint8Array | string> =>
  modelFiles(autoencoderFolder(autoencoder, saved));

/** What a model folder holds of an autoencoder. @throws OptionError before the first `fit`. */
export function autoencoderFolder(autoencoder: TrainedAutoencoder, saved: SavedWith = {}): ModelFolder {
  // Elsewhere a runtime is what runs a model; here it is the name of what ran it.
  knownOptions("autoencoderFiles", { ...saved, runtime: undefined }, SAVED_WITH);
  const {
    seed = autoencoder.settings.seed ?? 42,
    history = autoencoder.history,
    kept = history.at(-1),
    state,
    dataset = "data",
    runtime,
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
    },
    onnx: onnxFilesOf(autoencoder),
    card: modelCard(autoencoder, { dataset: savedName(dataset), history, seed, ...(kept && { kept }) }),
    ...(state && { state }),
  };
}

/** @throws OptionError if the autoencoder is of a class or a name from which `autoencoderFrom` would make another one. */
function expectFamily({ family, descriptor, constructor: made }: TrainedAutoencoder): void {
  const known = Object.keys(families);
  if (!Object.hasOwn(made, "isReadAgain"))
    throw new OptionError(
      `${made.name} is a class of your own, and a saved autoencoder is read as one of ${known.join(", ")}. Save its network with saveModelFolder (model: autoencoder.trained.model), or export it with exportOnnx.`,
    );
  if (Object.hasOwn(families, family) && families[family] !== descriptor)
    throw new OptionError(`A family of your own is called "${family}", as one of ${known.join(", ")}. Give it another name.`);
}

/** Its settings, and what else was saved with it. */
function optionsOf({ settings, savedOptions }: TrainedAutoencoder): NonNullable<SavedWith["options"]> {
  const { optimizerOptions: _, ...others } = savedOptions;
  return { ...others, ...settings, seed: settings.seed ?? 42 };
}

/** Options as JSON can keep them: an optimizer by its name, and its own options in `optimizerOptions`. */
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
