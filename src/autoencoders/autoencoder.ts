import { OptionError, ShapeError } from "../core/errors.ts";
import { expectArray, type NdArray, sliceRows } from "../core/ndarray.ts";
import { expectKnown, given, knownOptions, type OptionNames, type Takes } from "../core/options.ts";
import { lookUp } from "../core/suggest.ts";
import { type FeatureGroup, featureGroups, type TablePreprocessing } from "../data/tables/columns.ts";
import { sameShape, showShape } from "../graph/tensor.ts";
import {
  categoryProbabilities,
  type FeatureRange,
  type Layer,
  missingValues,
  type StandardizedBy,
  standardization,
  timeDistributed,
} from "../layers/index.ts";
import { FIT_OPTIONS, type FitOptions, type FitResult, type RunOptions, runOptions } from "../models/fit.ts";
import { Sequential, sequential } from "../models/sequential.ts";
import { type Calibration, calibrate } from "../scoring/calibration.ts";
import { columnErrors, meanSquaredErrors, rowErrors } from "../scoring/errors.ts";
import type { EpochLog } from "../training/history.ts";
import { type LossChoice, type LossName, losses, takesAnyNumbers } from "../training/losses.ts";
import type { MetricName } from "../training/metrics.ts";
import { mixedLoss } from "../training/mixed-loss.ts";
import { type Optimizer, optimizerNamed } from "../training/optimizers.ts";
import { choicesFor, type ExampleValues, NUMBER_DEFAULTS, type Scaling, valuesOf } from "./array-defaults.ts";
import { type Noise, noiseLayer } from "./noise.ts";
import {
  isIdentity,
  learnStandards,
  type Scalers,
  type Standards,
  scaledLoss,
  scaleOfNumbers,
  scalersOf,
  setStandards,
  standardsOf,
} from "./standardize.ts";

/** A loss by its name, or that of a table's numbers and categories. */
export type AutoencoderLoss = LossName | "mixed";

/** What every family of autoencoders can be told; each has defaults of its own. */
export interface AutoencoderOptions {
  /** Size of the codings; of a convolutional autoencoder, their number of maps. */
  readonly codings?: number;
  /** Units (or filters) of the encoder's hidden layers, from the input on; the decoder has them in reverse. */
  readonly hidden?: readonly number[];
  /**
   * `binaryCrossentropy`, for pixels and other numbers from 0 to 1, a loss for any numbers, such as `mse`, or `mixed`, that of tables. By default the family's
   * loss for pixels, and `mse` for other numbers.
   */
  readonly loss?: AutoencoderLoss;
  /** By default the family's optimizer for pixels, and Adam with a rate of .002 for other numbers. */
  readonly optimizer?: Optimizer | string;
  /** Of an optimizer given by name. */
  readonly learningRate?: number;
  readonly metrics?: readonly MetricName[];
  readonly clipNorm?: number;
  /**
   * `standard`: `fit` learns the mean and deviation of each number of the examples, and the model scales inside, so that examples, reconstructions and decoded
   * codings are in the data's own units; loss and scores are measured on scaled numbers. `none`: the model takes numbers as they are. The default is `none` for
   * pixels, for tables, for cross-entropies and if both loss and optimizer are given, and `standard` for other numbers.
   */
  readonly scaling?: Scaling;
  /** Noise that is added to the inputs during training, after scaling if the model scales; the targets stay clean. */
  readonly noise?: Noise;
  /** Of a table: how its columns become features; with `windows` examples are windows [window, features] of its rows. Missing values (NaN) are then told to the encoder and left out of the loss, which is `mixed`. */
  readonly table?: TablePreprocessing;
  /** For first weights, order and noise; 42 by default. */
  readonly seed?: number;
}

/** What a family takes where it isn't told. */
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

/** What every family takes, and how long it trains where `fit` isn't told: an autoencoder's settings make another like it. */
const AUTOENCODER_OPTIONS: OptionNames<AutoencoderOptions & FamilyDefaults> = {
  codings: true,
  hidden: true,
  loss: true,
  optimizer: true,
  learningRate: true,
  metrics: true,
  clipNorm: true,
  scaling: true,
  noise: true,
  table: true,
  seed: true,
  batchSize: true,
  epochs: true,
};

/** What a family takes: its name for messages, and its own options beside those of all families. */
export const familyOptions = <T extends AutoencoderOptions>(
  where: string,
  own: OptionNames<Omit<T, keyof AutoencoderOptions>>,
): Takes => ({ where, names: { ...AUTOENCODER_OPTIONS, ...own } });

export interface EncoderDecoder {
  readonly encoder: Sequential;
  readonly decoder: Sequential;
}

export interface AutoencoderFitOptions extends Omit<FitOptions, "validationData" | "seed"> {
  /** Examples to measure after each epoch. */
  readonly validation?: NdArray;
}

const { validationData: _, seed: __, ...LIKE_A_MODELS } = FIT_OPTIONS;
const AUTOENCODER_FIT_OPTIONS: OptionNames<AutoencoderFitOptions> = { ...LIKE_A_MODELS, validation: true };

/** What tables take in place of the families' defaults, which are the lecture's for images. */
export const TABLE_DEFAULTS = { loss: "mixed", optimizer: "adam", learningRate: 0.002 } as const;

type Settings = Omit<FamilyDefaults, "loss"> & AutoencoderOptions & { readonly loss: AutoencoderLoss };

/** An encoder and a decoder trained to give their input back through codings too small, too noisy or too constrained to copy; scikit-learn's words for using them. */
export abstract class Autoencoder {
  /** Its options by their names, so that a mistyped one is told; a family that doesn't say takes any. */
  static readonly takes: Takes | undefined;
  /** What `codings train --model` and a saved model call it. */
  abstract readonly family: string;
  /** Of a table: the features that each of its columns becomes. */
  readonly features: readonly FeatureGroup[] | undefined;
  /** Of a table: those of a whole example, which of windows are a row's again for each step. */
  readonly exampleFeatures: readonly FeatureGroup[] | undefined;
  private chosen: Settings;
  private readonly own: FamilyDefaults;
  /** The options as the user gave them. `chooseFor` chooses the missing ones by the examples. */
  private readonly told: AutoencoderOptions;
  /** The scales of the autoencoder that `likewise` copied, if that one scales. */
  private inherited: Standards | undefined;
  private parts: (EncoderDecoder & { readonly model: Sequential }) | undefined;
  /** The element type of the examples that it learned from: pixels (uint8), or numbers. */
  inputDtype: "uint8" | "float32" = "float32";
  /** What scores of rows that it hasn't learned from are like: from `fit` where there was validation data, and saved. */
  calibration: Calibration | undefined;
  /** The figures of the epochs it has learned in: of the last training, here or before it was saved. */
  history: readonly EpochLog[] = [];
  /** Of one that was loaded: all that `config.json` says of how it was made, which is saved with it again. */
  savedOptions: Readonly<Record<string, unknown>> = {};

  /** @throws OptionError for an option that the family doesn't take, with the nearest name, or one that isn't in its range. */
  constructor(defaults: FamilyDefaults, options: AutoencoderOptions = {}) {
    if (new.target.takes) expectKnown(new.target.takes, options);
    const forTable = options.table ? TABLE_DEFAULTS : {};
    // An optimizer that is chosen comes with its own rate, not with that of the family's.
    const rate = options.optimizer !== undefined && options.learningRate === undefined ? { learningRate: undefined } : {};
    const forScaled = options.scaling === "standard" && !options.table ? { loss: NUMBER_DEFAULTS.loss } : {};
    this.chosen = { ...defaults, ...forTable, ...forScaled, ...rate, ...given(options) } as Settings;
    this.own = defaults;
    this.told = options;
    const { codings, hidden, loss, table, metrics = [] } = this.settings;
    const features = table && featureGroups(table);
    this.features = features;
    this.exampleFeatures = features && Array.from({ length: table.windows?.window ?? 1 }, () => features).flat();
    lookUp("loss", loss, { ...losses, mixed: mixedLoss });
    if ((loss === "mixed") !== (table !== undefined))
      throw new OptionError(
        `The loss ${loss} isn't for ${table ? "a table: its loss is mixed" : "data that isn't a table"}. Leave loss out.`,
      );
    lookUp("scaling", this.settings.scaling ?? "none", { standard: true, none: true });
    if (this.settings.scaling === "standard" && (table || !takesAnyNumbers(loss as LossName)))
      throw new OptionError(
        table
          ? "A table's columns are scaled already. Leave scaling out."
          : `The loss ${loss} isn't for scaled numbers. Leave scaling out, or take loss: "mse".`,
      );
    if (table && metrics.length > 0)
      throw new OptionError("Metrics are of whole rows, which a table's needn't be: leave metrics out.");
    for (const units of [codings, ...hidden]) {
      if (!Number.isInteger(units) || units < 1)
        throw new OptionError(`Codings and hidden layers have a whole number of units of at least 1, but this is ${units}.`);
    }
  }

  /** Its options, with the family's defaults. */
  get settings(): Settings {
    return this.chosen;
  }

  /** Chooses the loss, optimizer and scaling that weren't given, by the kind of the examples, unless the network is built already. `fit` calls it. */
  chooseFor(values: ExampleValues): this {
    if (!this.parts && !this.settings.table)
      this.chosen = { ...this.chosen, learningRate: undefined, ...choicesFor(values, this.own, this.told) } as Settings;
    return this;
  }

  /** The family's encoder and decoder for examples of a shape. */
  protected abstract build(inputShape: readonly number[]): EncoderDecoder;

  /** How many trainings follow one another; an epoch count is for each. */
  get phaseCount(): number {
    return 1;
  }

  /** The activation under which outputs have the range that the loss is for: 0 to 1, or any. */
  protected get outputActivation(): "sigmoid" | "linear" {
    return this.settings.loss === "binaryCrossentropy" ? "sigmoid" : "linear";
  }

  /** The parts for examples of a shape, made at the first use. @throws ShapeError where the decoder doesn't give the examples' shape back. */
  buildFor(inputShape: readonly number[]): EncoderDecoder & { readonly model: Sequential } {
    if (this.parts) return this.parts;
    const { features } = this;
    const { noise, seed = 42, scaling } = this.settings;
    const built = this.build(inputShape);
    const by = this.scaledBy(inputShape);
    const before = [
      ...(scaling === "standard" ? [standardization({ by })] : []),
      ...(noise
        ? [
            noiseLayer(
              noise,
              features?.map(({ size }) => size),
            ),
          ]
        : []),
      ...(features ? [this.missing(features)] : this.makesMissing ? [missingValues()] : []),
    ];
    const encoder = before.length > 0 ? sequential([...before, ...built.encoder.layers], { name: "encoder" }) : built.encoder;
    const categories = features ? categoriesOf(features) : [];
    const after = [
      ...(categories.length > 0 ? [this.atEachStep(categoryProbabilities(categories))] : []),
      ...(scaling === "standard" ? [standardization({ by, inverse: true })] : []),
    ];
    const decoder = after.length > 0 ? sequential([...built.decoder.layers, ...after], { name: "decoder" }) : built.decoder;
    const model = sequential([encoder, decoder], { name: "autoencoder", seed });
    model.buildFor(inputShape);
    const { trained, scalers } = this.adopt(model);
    if (scalers && this.inherited) setStandards(scalers, this.inherited);
    return trained;
  }

  /** Which parts of an example have their own scale: each number, unless the family shares weights between numbers. */
  protected scaledBy(_inputShape: readonly number[]): StandardizedBy {
    return "element";
  }

  /** The two layers that scale numbers and scale them back; undefined if this autoencoder doesn't scale. */
  get scalers(): Scalers | undefined {
    return this.parts && scalersOf(this.parts);
  }

  /** The scale of each number of a flattened example, by which the loss and the scores divide errors; undefined if this autoencoder doesn't scale. */
  get scales(): Float32Array | undefined {
    const { scalers } = this;
    return scalers && scaleOfNumbers(scalers, this.trained.model.inputExampleShape);
  }

  /** Puts a model in, whose two layers are the encoder and the decoder. @throws ShapeError where it doesn't give its input's shape back. */
  adopt(model: Sequential): this {
    const [encoder, decoder, ...more] = model.layers;
    if (!(encoder instanceof Sequential && decoder instanceof Sequential) || more.length > 0)
      throw new ShapeError("An autoencoder is a sequential model of two: an encoder and a decoder.");
    if (!sameShape(model.outputShape, model.inputExampleShape))
      throw new ShapeError(
        `The decoder "${decoder.name}" gives ${showShape(model.outputShape)}, but the encoder takes ${showShape(model.inputExampleShape)}. An autoencoder gives its input's shape back.`,
      );
    const { metrics = [], clipNorm } = this.settings;
    this.parts = { encoder, decoder, model };
    model.compile({ loss: this.loss, optimizer: this.optimizer, metrics, ...(clipNorm !== undefined && { clipNorm }) });
    return this;
  }

  /** What training lowers. */
  protected get loss(): LossChoice {
    const { loss } = this.settings;
    if (loss === "mixed") return mixedLoss(this.exampleFeatures!);
    const { scalers } = this;
    return scalers ? scaledLoss(loss, scalers) : loss;
  }

  /** Whether the encoder is told which values are missing by inputs of their own. */
  protected get tellsMissing(): boolean {
    return true;
  }

  /** Whether it is trained to do without values that are there. */
  get makesMissing(): boolean {
    return this.settings.noise?.kind === "missing";
  }

  private missing(features: readonly FeatureGroup[]) {
    const starts = startsOf(features);
    const indicators = this.tellsMissing ? starts.filter((_, i) => features[i]!.missing || this.makesMissing) : [];
    return indicators.length > 0 ? this.atEachStep(missingValues({ indicators })) : missingValues();
  }

  /** A layer of rows, for examples that are rows or windows of them. */
  private atEachStep(layer: Layer): Layer {
    return this.settings.table?.windows ? timeDistributed(layer) : layer;
  }

  private get optimizer(): Optimizer {
    const { optimizer, learningRate } = this.settings as AutoencoderOptions;
    return typeof optimizer === "object" ? optimizer : optimizerNamed(optimizer!, learningRate);
  }

  /**
   * Trains on examples [n, …]: uint8 pixels, or numbers. Options that weren't given are chosen by the examples: for pixels, which include float32 images from
   * 0 to 1, the family's defaults; for other numbers scaling by their mean and deviation, the squared error and Adam.
   *
   * Called again, it goes on training the same network, as `Sequential.fit` does and scikit-learn's doesn't. `likewise()` makes another autoencoder that
   * begins anew. `history` and `calibration` are those of the last call.
   * @throws ShapeError, TrainingError, DataError as `Sequential.fit`.
   */
  async fit(examples: NdArray, options: AutoencoderFitOptions = {}): Promise<FitResult> {
    knownOptions("fit", options, AUTOENCODER_FIT_OPTIONS);
    expectArray("examples", examples);
    if (options.validation !== undefined) expectArray("examples held out (validation)", options.validation);
    const { runtime, validation, validationSplit } = options;
    const held = validation ?? (validationSplit === undefined ? undefined : heldOut(examples, validationSplit));
    this.chooseFor(valuesOf(examples, this.family));
    this.buildFor(examples.shape.slice(1));
    const { scalers } = this;
    if (scalers && !options.from && isIdentity(standardsOf(scalers))) {
      const learning = validation || !held ? examples : sliceRows(examples, 0, examples.shape[0]! - held.shape[0]!);
      setStandards(scalers, learnStandards(learning, scalers));
    }
    const { batchSize, epochs, seed = 42 } = this.settings;
    this.inputDtype = examples.dtype === "uint8" ? "uint8" : "float32";
    this.calibration = undefined;
    const result = await this.learn(examples, { batchSize, epochs, seed, ...options });
    this.history = result.history;
    if (held) this.calibration = calibrate((await this.scoreSamples(held, { ...(runtime && { runtime }) })).data);
    return result;
  }

  /** What `fit` does with its defaults settled. */
  protected learn(examples: NdArray, { validation, ...options }: AutoencoderFitOptions & { seed: number }): Promise<FitResult> {
    return this.trained.model.fit(examples, examples, {
      ...options,
      ...(validation && { validationData: [validation, validation] }),
    });
  }

  /** The codings of examples [n, …]: float32 [n, codings]. */
  transform(examples: NdArray, options: RunOptions = {}): Promise<NdArray<"float32">> {
    this.trained.model.initialize();
    return this.trained.encoder.predict(examples, runOptions("transform", options));
  }

  /** Trains, then gives the examples' codings. */
  async fitTransform(examples: NdArray, options: AutoencoderFitOptions = {}): Promise<NdArray<"float32">> {
    await this.fit(examples, options);
    return this.transform(examples, { runtime: options.runtime });
  }

  /** Decodes codings [n, codings]: float32 [n, …]. */
  inverseTransform(codings: NdArray<"float32">, options: RunOptions = {}): Promise<NdArray<"float32">> {
    this.trained.model.initialize();
    return this.trained.decoder.predict(codings, runOptions("inverseTransform", options));
  }

  /** Examples encoded and decoded again: float32 [n, …]. */
  reconstruct(examples: NdArray, options: RunOptions = {}): Promise<NdArray<"float32">> {
    return this.trained.model.predict(examples, runOptions("reconstruct", options));
  }

  /**
   * The reconstruction error of each example [n], higher is stranger: the mean squared error, in which pixels count from 0 to 1 and scaled numbers in units of
   * their deviations; for a table's rows the error of `mixedLoss`.
   */
  async scoreSamples(examples: NdArray, options: RunOptions = {}): Promise<NdArray<"float32">> {
    const reconstructions = await this.reconstruct(examples, runOptions("scoreSamples", options));
    const { exampleFeatures } = this;
    if (exampleFeatures) return rowErrors(columnErrors(exampleFeatures, examples as NdArray<"float32">, reconstructions));
    return meanSquaredErrors(examples, reconstructions, this.scales);
  }

  /** Makes another autoencoder of the same family and options, with new weights. It has the same scales of numbers, if this one has learned them. */
  likewise(): Autoencoder {
    const { scalers } = this;
    // Before this network is built, the examples haven't chosen the missing options yet. They will choose for the other one, too.
    const options = this.parts ? this.settings : this.told;
    const other = new (this.constructor as new (options: AutoencoderOptions) => Autoencoder)(options);
    other.inherited = scalers ? standardsOf(scalers) : this.inherited;
    return other;
  }

  /** Writes a model folder. In Node only. @throws OptionError before the first `fit`; DataError where the folder can't be written. */
  async save(path: string): Promise<void> {
    const { saveAutoencoder } = await folders();
    await saveAutoencoder(this, path);
  }

  /** Reads an autoencoder of any family from a model folder. In Node only. @throws DataError where the folder isn't a model. */
  static async load(path: string): Promise<Autoencoder> {
    const { loadAutoencoder } = await folders();
    return loadAutoencoder(path);
  }

  /** Encoder, decoder and both together. @throws OptionError before the first `fit`. */
  get trained(): EncoderDecoder & { readonly model: Sequential } {
    if (!this.parts) throw new OptionError("The autoencoder isn't trained yet. Call fit first, or load one.");
    return this.parts;
  }
}

/** The last examples, which `fit` holds out. */
const heldOut = (examples: NdArray, share: number): NdArray => sliceRows(examples, Math.round(examples.shape[0]! * (1 - share)));

/** Where each column's features begin. */
function startsOf(features: readonly FeatureGroup[]): number[] {
  let at = 0;
  return features.map(({ size }) => {
    at += size;
    return at - size;
  });
}

function categoriesOf(features: readonly FeatureGroup[]): FeatureRange[] {
  const starts = startsOf(features);
  return features.flatMap(({ kind, size }, i) => (kind === "category" ? [{ start: starts[i]!, size }] : []));
}

/** What reads and writes model folders; a page has nothing in its place (`browser` in package.json). */
async function folders() {
  const module = await import("./folder.node.ts");
  if (!module.saveAutoencoder)
    throw new OptionError(
      "Model folders are read and written in Node; a page has no disk. Take autoencoderFiles and autoencoderFrom there.",
    );
  return module;
}
