import type { FeatureGroup } from "../data/tables/schema/columns.ts";
import type { Calibration } from "../scoring/calibration.ts";
import type { EpochLog } from "../training/history.ts";
import type { Family, Network } from "./family.ts";
import type { Settings } from "./options.ts";
import type { Scalers } from "./standardize.ts";

/** What is saved and exported of an autoencoder: what it is, and what it has learned. */
export interface TrainedAutoencoder {
  /** The name of its family. */
  readonly family: string;
  readonly descriptor: Family;
  readonly settings: Settings;
  /** @throws OptionError before the first `fit`. */
  readonly trained: Network;
  /** For tables: the group of features of each column. */
  readonly features: readonly FeatureGroup[] | undefined;
  /** The element type of the examples that it learned from: pixels (uint8), or numbers. */
  readonly inputDtype: "uint8" | "float32";
  /** The two layers that scale numbers and scale them back; undefined if it doesn't scale. */
  readonly scalers: Scalers | undefined;
  /** The scale of each number of a flattened example; undefined if it doesn't scale. */
  readonly scales: Float32Array | undefined;
  readonly calibration: Calibration | undefined;
  readonly history: readonly EpochLog[];
  /** Everything that `config.json` says of how a loaded one was made, which is saved with it again. */
  readonly savedOptions: Readonly<Record<string, unknown>>;
}
