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

/** Name of a loss; `mixed` is the loss for a table's numbers and categories. */
export type AutoencoderLoss = LossName | "mixed";

/** How the model scales numbers: each by its own mean and standard deviation, or not at all. */
export type Scaling = "standard" | "none";

/**
 * Initial weights: with `pca` the network returns the reconstructions of the same number of principal components; with `random`
 * they are drawn.
 */
export type Start = "pca" | "random";

/** The settings for which an encoder or a decoder is built. */
export interface PartSettings {
  /** Shape of one example. */
  readonly inputShape: readonly number[];
  readonly codings: number;
  readonly hidden: readonly number[];
  /** Number of principal components that replace the numbers as inputs of the layers; 0 for none. */
  readonly components?: number;
  /** Activation of the last layer, whose outputs have the range of the loss: 0 to 1, or any number. */
  readonly outputActivation: "sigmoid" | "linear";
}

/** Creates your own encoder or decoder, with new weights each time. */
export type OwnPart = (settings: PartSettings) => BaseModel<Tensor, Tensor, NdArray<"float32">>;

/** Options of every family. Each family has its own defaults for them. */
export interface AutoencoderOptions {
  /** Number of codings; number of maps for a convolutional autoencoder. */
  readonly codings?: number;
  /** Units (or filters) of the encoder's hidden layers, from the input on. The decoder has them in reverse order. */
  readonly hidden?: readonly number[];
  /**
   * `binaryCrossentropy` for pixels and other numbers from 0 to 1, a loss for any numbers, such as `mse`, or `mixed`, the loss of
   * tables. Default: the family's loss for the lecture's images, `binaryCrossentropy` for zeros and ones, and `mse` for others.
   */
  readonly loss?: AutoencoderLoss;
  /**
   * Default: the family's optimizer for the lecture's images, and Adam for others, with a learning rate of .001 for images and
   * .002 for numbers.
   */
  readonly optimizer?: OwnOptimizer | string;
  /** Learning rate of an optimizer that is given by name. */
  readonly learningRate?: number;
  readonly metrics?: readonly MetricName[];
  readonly clipNorm?: number;
  /**
   * `standard`: `fit` learns the mean and the standard deviation of each number of the examples, and the model scales numbers by
   * them. Examples, reconstructions and decoded codings are then in the units of the data; the loss and the scores are computed
   * on scaled numbers. `none`: the model takes numbers as they are. Default: `none` for pixels, for tables, for cross-entropies
   * and if both loss and optimizer are given, and `standard` for other numbers.
   */
  readonly scaling?: Scaling;
  /**
   * Number of principal components that replace the numbers as inputs of dense layers. A projection after the last layer converts
   * them back. Both projections are learned before training, which doesn't change them. Wide examples, such as photographs, train
   * much faster, and from fewer examples. Default: 128 for examples of more than 512 numbers, and 0 (none) for others and for the
   * lecture's images.
   */
  readonly components?: number;
  /**
   * Initial weights of dense families: with `pca` the training begins with the reconstructions of the same number of principal
   * components; with `random` the weights are drawn. Default: `pca` for the squared error, except for tables and the lecture's
   * images, and `random` otherwise.
   */
  readonly start?: Start;
  /** Noise that is added to the inputs in training, after scaling if the model scales numbers. The targets stay clean. */
  readonly noise?: Noise;
  /**
   * How a table's columns become features. With `windows`, examples are windows [window, features] of its rows. The encoder gets
   * additional inputs that mark missing values (NaN), and these are left out of the loss, which is `mixed`.
   */
  readonly table?: TablePreprocessing;
  /**
   * Creates your own encoder instead of the family's: `({ codings }) => sequential([flatten(), dense(codings)])`. Scaling, noise
   * and missing values are handled before it. A saved autoencoder stores the name of the function, and loading gets the function
   * from `customObjects`.
   */
  readonly encoder?: OwnPart;
  /** Creates your own decoder, from codings to examples. */
  readonly decoder?: OwnPart;
  /** Seed of initial weights, order and noise; 42 by default. */
  readonly seed?: number;
}

/** Defaults of a family. */
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

/** The options of an autoencoder with the defaults of its family. */
export type Settings = Omit<FamilyDefaults, "loss"> & AutoencoderOptions & { readonly loss: AutoencoderLoss };

/**
 * The names of the options of every family, including its default number of epochs. Another autoencoder can be created from the
 * settings of one.
 */
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

/** Results of planning that the training needs. */
export interface Preparation {
  /** How the network scales numbers, if it does. */
  readonly standards?: Standards;
  /** Sets the initial weights (`start`). */
  start?(network: { readonly encoder: Sequential; readonly decoder: Sequential }): void;
}

/** Options of `fit`. */
export interface AutoencoderFitOptions extends Omit<FitOptions, "validationData" | "seed" | "trial"> {
  /**
   * The option that may make the loss diverge. `fit` then tries some steps before training. If the loss diverges in them, it
   * throws an error that suggests a learning rate with which the loss decreases. Default: the learning rate or the optimizer, if
   * the autoencoder was created with one; `false` skips the trial.
   */
  readonly trial?: FitOptions["trial"] | false;
  /** Examples [n, …] in any form (`Data`) that are evaluated after each epoch. */
  readonly validation?: Data;
  /**
   * For data that come in parts: number of batches in an epoch. The next epoch continues where the last one ended. Default: all
   * parts.
   */
  readonly stepsPerEpoch?: number;
  /** Results of an earlier look at these examples, so that they aren't examined again. */
  readonly prepared?: Preparation | undefined;
  /**
   * Whether to continue the training of earlier calls, as `Sequential.fit` does, instead of beginning again; false by default.
   */
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
