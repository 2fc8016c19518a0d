import type { FeatureGroup } from "../data/tables/schema/columns.ts";
import type { Calibration } from "../scoring/calibration.ts";
import type { EpochLog } from "../training/history.ts";
import type { Family, Network } from "./family.ts";
import type { Settings } from "./options.ts";
import type { Scalers } from "./standardize.ts";

/** The properties of an autoencoder that are saved and exported. */
export interface TrainedAutoencoder {
  /** The name of its family. */
  readonly family: string;
  readonly descriptor: Family;
  readonly settings: Settings;
  /** The trained network. @throws OptionError before the first `fit`. */
  readonly trained: Network;
  /** For tables: the group of features of each column. */
  readonly features: readonly FeatureGroup[] | undefined;
  /** The type of the training examples: pixels (uint8), or numbers. */
  readonly inputDtype: "uint8" | "float32";
  /** The two layers that scale numbers and scale them back; undefined if it doesn't scale numbers. */
  readonly scalers: Scalers | undefined;
  /** The scale of each number of a flattened example; undefined if it doesn't scale numbers. */
  readonly scales: Float32Array | undefined;
  readonly calibration: Calibration | undefined;
  readonly history: readonly EpochLog[];
  /** For a loaded autoencoder: the options in `config.json`, which are saved with it again. */
  readonly savedOptions: Readonly<Record<string, unknown>>;
}
