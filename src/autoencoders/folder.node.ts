import { OptionError } from "../core/errors.ts";
import { VERSION } from "../core/version.ts";
import { familyOf, loadModelFolder, saveModelFolder } from "../models/folder.node.ts";
import type { EpochLog } from "../training/history.ts";
import type { TrainingState } from "../training/state.ts";
import type { Autoencoder, AutoencoderOptions } from "./autoencoder.ts";
import { modelCard } from "./card.ts";
import { families } from "./families.ts";
import { onnxFilesOf } from "./onnx-parts.ts";

/** What is saved of an autoencoder besides its numbers. */
export interface SavedWith {
  /** The family's options, and all else that made it what it is: `config.json` keeps them. */
  readonly options: AutoencoderOptions & Readonly<Record<string, unknown>>;
  readonly seed: number;
  readonly history: readonly EpochLog[];
  /** What it takes to go on training. */
  readonly state?: TrainingState;
  /** What it was trained on, in words. */
  readonly dataset?: string;
  readonly runtime?: string;
}

/** Writes a model folder. @throws DataError where the path exists and isn't a model, or can't be written. */
export async function saveAutoencoder(autoencoder: Autoencoder, path: string, saved: SavedWith): Promise<void> {
  const { options, seed, history, state, dataset = "data", runtime } = saved;
  const { model } = autoencoder.trained;
  model.initialize();
  const versions = { codings: VERSION, node: process.version, ...(runtime && { runtime }) };
  const metrics = Object.fromEntries(
    Object.entries(history.at(-1) ?? {}).filter((entry): entry is [string, number] => Number.isFinite(entry[1])),
  );
  await saveModelFolder(path, {
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
    card: modelCard(autoencoder, { dataset, history, seed }),
    ...(state && { state }),
  });
}

/** The autoencoder in a model folder. @throws DataError where the folder isn't a model; OptionError where it is of a family that isn't known. */
export async function loadAutoencoder(path: string): Promise<Autoencoder> {
  const family = await familyOf(path);
  if (family === "anomaly")
    throw new OptionError(
      `${path} holds a detector of anomalies, which codings score takes. Give the folder of an autoencoder here.`,
    );
  const Family = families[family];
  if (!Family)
    throw new OptionError(`${path} holds a model of the kind "${family}", not an autoencoder. Give the folder of one.`);
  const { config, model } = await loadModelFolder(path);
  const autoencoder = new Family(config.options as AutoencoderOptions).adopt(model);
  autoencoder.inputDtype = config.inputDtype;
  autoencoder.calibration = config.calibration;
  return autoencoder;
}
