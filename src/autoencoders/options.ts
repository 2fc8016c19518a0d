import type { NdArray } from "../core/ndarray.ts";
import type { OptionNames } from "../core/options.ts";
import type { Data } from "../data/given/data.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import type { Tensor } from "../graph/index.ts";
import type { BaseModel } from "../models/base-model.ts";
import { FIT_OPTIONS, type FitOptions } from "../models/fit.ts";
import type { Sequential } from "../models/sequential.ts";
import type { LossName } from "../training/losses/choice.ts";
import type { MetricName } from "../training/metrics/choice.ts";
import type { OwnOptimizer } from "../training/optimizers/optimizer.ts";
import type { Noise } from "./noise.ts";
import type { Standards } from "./standardize.ts";

/** A loss by its name; `mixed` is the loss of a table's numbers and categories. */
export type AutoencoderLoss = LossName | "mixed";

/** How numbers are scaled inside the model: each by its own mean and deviation, or not at all. */
export type Scaling = "standard" | "none";

/** The first weights: `pca` are those by which the network gives what as many principal components give, `random` are drawn. */
export type Start = "pca" | "random";

/** What an encoder or a decoder is made for. */
export interface PartSettings {
  /** Shape of one example. */
  readonly inputShape: readonly number[];
  readonly codings: number;
  readonly hidden: readonly number[];
  /** The principal components that the layers see in place of the numbers themselves; 0 for none. */
  readonly components?: number;
  /** The activation of the last layer, whose outputs have the range that the loss is for: 0 to 1, or any. */
  readonly outputActivation: "sigmoid" | "linear";
}

/** Makes an encoder or a decoder of your own: with new weights each time. */
export type OwnPart = (settings: PartSettings) => BaseModel<Tensor, Tensor, NdArray<"float32">>;

/** The options that every family takes. Each family has its own defaults for them. */
export interface AutoencoderOptions {
  /** Number of codings; number of maps for a convolutional autoencoder. */
  readonly codings?: number;
  /** Units (or filters) of the encoder's hidden layers, from the input on; the decoder has them in reverse. */
  readonly hidden?: readonly number[];
  /**
   * `binaryCrossentropy` for pixels and other numbers from 0 to 1, a loss for any numbers, such as `mse`, or `mixed`, the loss of tables. By default the
   * family's loss for the lecture's images, `binaryCrossentropy` for zeros and ones, and `mse` for others.
   */
  readonly loss?: AutoencoderLoss;
  /** By default the family's optimizer for the lecture's images, and Adam for others, with a rate of .001 for pictures and .002 for numbers. */
  readonly optimizer?: OwnOptimizer | string;
  /** Learning rate of an optimizer given by name. */
  readonly learningRate?: number;
  readonly metrics?: readonly MetricName[];
  readonly clipNorm?: number;
  /**
   * `standard`: `fit` learns the mean and deviation of each number of the examples, and the model scales inside, so that examples, reconstructions and decoded
   * codings are in the data's own units; loss and scores are measured on scaled numbers. `none`: the model takes numbers as they are. The default is `none` for
   * pixels, for tables, for cross-entropies and if both loss and optimizer are given, and `standard` for other numbers.
   */
  readonly scaling?: Scaling;
  /**
   * How many principal components of the examples dense layers see in place of the numbers themselves, which become numbers again behind the last layer. Both
   * projections are learned before training, which doesn't change them. Wide examples, such as photographs, train in a fraction of the time, and from fewer of them.
   * 128 by default for examples of more than 512 numbers, 0 (none) for others and for the lecture's images.
   */
  readonly components?: number;
  /**
   * The first weights of dense families: `pca` begins at the reconstructions of as many principal components, from which training goes on; `random` draws them.
   * `pca` is the default for the squared error, but for tables and the lecture's images.
   */
  readonly start?: Start;
  /** Noise that is added to the inputs during training, after scaling if the model scales; the targets stay clean. */
  readonly noise?: Noise;
  /**
   * How a table's columns become features; with `windows` examples are windows [window, features] of its rows. Missing values (NaN) are then told to the
   * encoder and left out of the loss, which is `mixed`.
   */
  readonly table?: TablePreprocessing;
  /**
   * Makes an encoder of your own in place of the family's: `({ codings }) => sequential([flatten(), dense(codings)])`. Scaling, noise and missing values are put before
   * it. A saved autoencoder keeps the function's name, and loading takes it from `customObjects`.
   */
  readonly encoder?: OwnPart;
  /** Makes a decoder of your own, from codings to examples. */
  readonly decoder?: OwnPart;
  /** Seed of first weights, order and noise; 42 by default. */
  readonly seed?: number;
}

/** A family's defaults. */
export interface FamilyDefaults {
  readonly codings: number;
  readonly hidden: readonly number[];
  readonly loss: LossName;
  readonly optimizer: string;
  readonly learningRate: number;
  readonly batchSize: number;
  readonly epochs: number;
  readonly noise?: Noise;
}

/** An autoencoder's options with the defaults of its family. */
export type Settings = Omit<FamilyDefaults, "loss"> & AutoencoderOptions & { readonly loss: AutoencoderLoss };

/** The names of what every family takes, with how long it trains where `fit` isn't told: an autoencoder's settings make another like it. */
export const AUTOENCODER_OPTIONS: OptionNames<AutoencoderOptions & FamilyDefaults> = {
  codings: true,
  hidden: true,
  loss: true,
  optimizer: true,
  learningRate: true,
  metrics: true,
  clipNorm: true,
  scaling: true,
  components: true,
  start: true,
  noise: true,
  table: true,
  encoder: true,
  decoder: true,
  seed: true,
  batchSize: true,
  epochs: true,
};

/** What planning a training found out for it. */
export interface Preparation {
  /** How the network scales numbers, if it does. */
  readonly standards?: Standards;
  /** Sets first weights (`start`). */
  start?(network: { readonly encoder: Sequential; readonly decoder: Sequential }): void;
}

export interface AutoencoderFitOptions extends Omit<FitOptions, "validationData" | "seed" | "trial"> {
  /**
   * Which option was given that may make the loss diverge: some steps are then tried before training, and where the loss diverges in them, `fit` ends with an error that
   * names a rate by which it falls. By default the learning rate or the optimizer, if the autoencoder was made with one; `false` tries none.
   */
  readonly trial?: FitOptions["trial"] | false;
  /** Examples [n, …] in any form (`Data`) to measure after each epoch. */
  readonly validation?: Data;
  /** Of data that come in parts: number of batches of an epoch, which goes on where the one before ended. All of the parts by default. */
  readonly stepsPerEpoch?: number;
  /** What was found out about these examples already, so that they aren't looked at again. */
  readonly prepared?: Preparation | undefined;
  /** Goes on training what earlier calls have learned, as `Sequential.fit` does, in place of beginning anew; false by default. */
  readonly warmStart?: boolean;
}

const { validationData: _, seed: __, ...LIKE_A_MODELS } = FIT_OPTIONS;
export const AUTOENCODER_FIT_OPTIONS: OptionNames<AutoencoderFitOptions> = {
  ...LIKE_A_MODELS,
  validation: true,
  stepsPerEpoch: true,
  prepared: true,
  warmStart: true,
};
