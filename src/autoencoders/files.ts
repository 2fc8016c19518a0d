import { OptionError } from "../core/errors.ts";
import { knownOptions, type OptionNames, optionsIn } from "../core/options.ts";
import { savedName } from "../core/saved-name.ts";
import { VERSION } from "../core/version.ts";
import { expectFiniteColumns } from "../data/tables/schema/columns.ts";
import { type FolderFiles, familyIn, inFolder, type ModelConfig } from "../models/config.ts";
import { wholeFiles } from "../models/digests.ts";
import { modelFiles, modelFromFiles, orBroken, READ_FILES } from "../models/files.ts";
import { historyFrom } from "../training/callbacks.ts";
import type { EpochLog } from "../training/history.ts";
import { type DescribedOptions, describeOptimizer, optimizerFrom } from "../training/optimizers.ts";
import type { TrainingState } from "../training/state.ts";
import type { Autoencoder, AutoencoderOptions } from "./autoencoder.ts";
import { modelCard } from "./card.ts";
import { type Family, families } from "./families.ts";
import { onnxFilesOf } from "./onnx-parts.ts";

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
export function autoencoderFiles(autoencoder: Autoencoder, saved: SavedWith = {}): Record<string, Uint8Array | string> {
  knownOptions("autoencoderFiles", saved, SAVED_WITH);
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
  return modelFiles({
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
  });
}

/** @throws OptionError if the autoencoder is of a class that `autoencoderFrom` couldn't make again. */
function expectFamily(autoencoder: Autoencoder): void {
  const { family, constructor: made } = autoencoder;
  if (Object.hasOwn(families, family) && families[family] === made) return;
  throw new OptionError(
    `${made.name} is a class of your own, and a saved autoencoder is read as one of ${Object.keys(families).join(", ")}. Save its network with saveModelFolder (model: autoencoder.trained.model), or export it with exportOnnx.`,
  );
}

/** Its settings, and what else was saved with it. */
function optionsOf({ settings, savedOptions }: Autoencoder): NonNullable<SavedWith["options"]> {
  const { optimizerOptions: _, ...others } = savedOptions;
  return { ...others, ...settings, seed: settings.seed ?? 42 };
}

/** Options as JSON can keep them: an optimizer by its name, and its own options in `optimizerOptions`. */
function describedOptions({ optimizer, ...options }: NonNullable<SavedWith["options"]>): Record<string, unknown> {
  if (typeof optimizer !== "object") return { ...options, ...(optimizer !== undefined && { optimizer }) };
  return { ...options, optimizer: optimizer.kind, optimizerOptions: describeOptimizer(optimizer) };
}

/** The options of a family among saved options, which may hold others, too. A command's `batch` is the family's `batchSize`. */
export function familyOptionsIn(Family: Family, saved: Readonly<Record<string, unknown>>): AutoencoderOptions {
  const { optimizer, optimizerOptions, batch } = saved as {
    optimizer?: string;
    optimizerOptions?: DescribedOptions;
    batch?: number;
  };
  return optionsIn<AutoencoderOptions>(Family.takes, {
    ...(batch !== undefined && { batchSize: batch }),
    ...saved,
    ...(optimizer !== undefined && optimizerOptions && { optimizer: optimizerFrom(optimizer, optimizerOptions) }),
  });
}

/** What a folder holds. */
export interface LoadedAutoencoder {
  readonly autoencoder: Autoencoder;
  readonly config: ModelConfig;
  /** What it takes to go on training, where it was saved. */
  readonly state?: TrainingState;
}

/** The files that `autoencoderFrom` reads. */
export const AUTOENCODER_FILES: readonly string[] = [...READ_FILES, "history.csv"];

/**
 * The autoencoder in a model folder's files, by their names. `path` is the folder's, for messages.
 * @throws DataError where they aren't a model's or broken; OptionError where it is of a family that isn't known.
 */
export function autoencoderFrom(files: FolderFiles, path = ""): LoadedAutoencoder {
  const family = familyIn(files, path);
  const folder = path || "This";
  if (family === "anomaly")
    throw new OptionError(
      `${folder} holds a detector of anomalies, which codings score takes. Give the folder of an autoencoder here. In code, AnomalyDetector.load takes it.`,
    );
  const Family = Object.hasOwn(families, family) ? families[family] : undefined;
  if (!Family)
    throw new OptionError(`${folder} holds a model of the kind "${family}", not an autoencoder. Give the folder of one.`);
  const { config, model, ...state } = modelFromFiles(files, path);
  const where = inFolder(path, "config.json");
  const autoencoder = orBroken(where, "has options that an autoencoder can't be made with", () => {
    const made = new Family(familyOptionsIn(Family, config.options)).adopt(model);
    if (made.settings.table) expectFiniteColumns(made.settings.table, where);
    return made;
  });
  autoencoder.inputDtype = config.inputDtype;
  autoencoder.savedOptions = config.options;
  autoencoder.calibration = config.calibration;
  const history = wholeFiles(files, ["history.csv"], path)["history.csv"];
  if (history) autoencoder.history = historyFrom(new TextDecoder().decode(history));
  return { autoencoder, config, ...state };
}
