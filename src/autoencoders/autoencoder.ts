import type { CustomObjects } from "../core/custom-objects.ts";
import { OptionError } from "../core/errors.ts";
import { expectFinite } from "../core/finite.ts";
import { message, option } from "../core/message.ts";
import type { NdArray } from "../core/ndarray.ts";
import { knownOptions } from "../core/options.ts";
import { guard, lettingRead } from "../core/running.ts";
import { counted, shown } from "../core/words.ts";
import { expectSome } from "../data/checks.ts";
import type { Data } from "../data/given/data.ts";
import { asExamples, repeatable } from "../data/given/dataset.ts";
import { expectFiniteColumns } from "../data/tables/schema/columns.ts";
import { expectTaken } from "../models/checks.ts";
import { type FolderFiles, inFolder, type ModelConfig } from "../models/config.ts";
import { orBroken } from "../models/files.ts";
import { modelFolders } from "../models/model-folders.ts";
import { type RunOptions, runOptions } from "../models/run-options.ts";
import { calibrate } from "../scoring/calibration.ts";
import { columnErrors, meanSquaredErrors, rowErrors } from "../scoring/errors.ts";
import { stopping } from "../training/callbacks/stopping.ts";
import { optionToTry } from "../training/loop/trial.ts";
import type { LossName } from "../training/losses/choice.ts";
import type { TrainingState } from "../training/state.ts";
import { AutoencoderNetwork } from "./autoencoder-network.ts";
import { families } from "./families/index.ts";
import type { Family } from "./family.ts";
import type { SavedWith } from "./files.ts";
import { drawnParts, expectNoTargets, fitData, partsOf } from "./fitting.ts";
import { type GenerateOptions, type Generator, generatorOf } from "./generate.ts";
import { lossOf } from "./network.ts";
import { AUTOENCODER_FIT_OPTIONS, type AutoencoderFitOptions } from "./options.ts";
import { valuesOf } from "./plan/defaults.ts";
import { endingFor } from "./plan/training.ts";
import { AUTOENCODER_FILES, savedIn } from "./saved.ts";
import { familyOptionsIn } from "./settings.ts";
import { isIdentity, learnStandards, setStandards, standardsOf } from "./standardize.ts";

/** Options for loading an autoencoder. */
export interface LoadOptions {
  /** Families of your own to which the saved autoencoder may belong. */
  readonly families?: Readonly<Record<string, Family>>;
  /**
   * Your own classes and functions with which the model was saved, by name: its optimizer, or the schedule or function of its
   * learning rate.
   */
  readonly customObjects?: CustomObjects;
}

/**
 * An encoder and a decoder, trained to reconstruct their input from codings that are too small, too noisy or too constrained to
 * copy it. Method names are those of scikit-learn. The family determines how the two parts are built.
 * @example
 * const autoencoder = new Autoencoder({ family: "sparse", codings: 100, sparsity: { kind: "l1", weight: 0.001 } });
 * await autoencoder.fit(examples, { epochs: 10 });
 * const codings = await autoencoder.transform(examples);
 */
export class Autoencoder extends AutoencoderNetwork {
  /** Whether a saved autoencoder is loaded as this class. A class that extends it doesn't have this property of its own. */
  static readonly isReadAgain: boolean = true;

  /**
   * Trains on examples [n, …] in any form (`Data`): arrays, lists, rows as objects, a dataset, or parts of them.
   *
   * Missing options are chosen from the examples (`planExamples`). Images like the lecture's get the defaults of the family. For
   * other images, zeros and ones, or numbers, the options depend on their kind, shape, number and redundancy. Rows of a table
   * also get the loss of their columns. If neither epochs nor validation are given, a tenth of the examples is held out to stop
   * the training early, except for the lecture's images. The properties of a table's columns (`table`) are stored and saved.
   *
   * Another call begins again, as in scikit-learn; with `warmStart` it continues with the same network, as `Sequential.fit` does.
   * `history`, `state`, `stopped` and `calibration` are those of the last call.
   * @param data a function that returns an async iterable of parts is called in each epoch, so that the data may be larger than
   * memory. An endless iterable is read in epochs of `stepsPerEpoch`. Scales and columns are then learned from the first 16,384
   * examples. Other data are read at once. Rows that a dataset holds out aren't used for training; they are the validation data
   * if no others are given.
   * @returns the autoencoder itself.
   * @throws ShapeError, TrainingError, DataError as `Sequential.fit`.
   * @throws DataError, OptionError if the data aren't examples.
   * @example
   * const { history } = await autoencoder.fit(examples, { epochs: 10, validation: held });
   */
  async fit(data: Data, options: AutoencoderFitOptions = {}): Promise<this> {
    expectNoTargets(options);
    const { warmStart = false, validation, ...told } = knownOptions("fit", options, AUTOENCODER_FIT_OPTIONS);
    const isAnew = this.isFitted && !warmStart && !told.from;
    const known = isAnew && !this.isAdopted ? { table: this.told.table } : this.known;
    const given = await fitData(
      data,
      { epochs: this.settings.epochs, ...told, validation, atOnce: this.descriptor.trainer !== undefined },
      known,
    );
    // An error about the data leaves what was learned before.
    expectSome(given.examples, "The data");
    if (!given.table && !known.table) expectFinite(given.examples, { mayBeTable: true });
    if (isAnew) this.forget();
    if (given.table) this.learnOf(given.table);
    const { stepsPerEpoch: _, ...others } = told;
    return this.train(given.examples, { ...others, ...given.held, ...(given.stream && { stream: given.stream }) });
  }

  private async train(
    examples: NdArray,
    { prepared, trial, ...told }: Omit<AutoencoderFitOptions, "validation"> & { readonly validation?: NdArray },
  ) {
    const { seed = 42 } = this.settings;
    const values = this.isOpen ? (this.table ? "numbers" : valuesOf(examples, this.descriptor)) : undefined;
    const isPlanned = values !== undefined && values !== "lecture" && told.epochs === undefined && !told.from;
    const parts = isPlanned && !told.stream ? drawnParts(examples, told, seed) : { ...partsOf(examples, told), examples };
    const { learning, held } = parts;
    const plan = prepared ?? (await this.chooseFor(learning, told.runtime, values));
    // The rows still have the numbers with which they were given.
    if (!this.table && examples.dtype !== "uint8") expectTaken(this.settings.loss as LossName, examples);
    const network = this.buildFor(examples.shape.slice(1));
    const { scalers } = this;
    if (scalers && !told.from && isIdentity(standardsOf(scalers)))
      setStandards(scalers, plan?.standards ?? learnStandards(learning, scalers.before.by));
    if (plan?.start && this.settings.start === "pca" && !told.from && this.isNew) {
      network.model.initialize();
      plan.start(network);
    }
    const { batchSize, epochs } = this.settings;
    if (!told.from) this.tellOfFew(learning.shape[0]!, told.warn);
    this.inputDtype = examples.dtype === "uint8" ? "uint8" : "float32";
    this.calibrated = undefined;
    this.isFitted = true;
    this.result = {};
    this.result = await this.trainer.fit({
      settings: this.chosen,
      network,
      loss: lossOf(network, this.settings, this.exampleFeatures),
      examples: parts.examples,
      options: {
        batchSize,
        epochs,
        seed,
        ...told,
        trial: trial === false ? undefined : (trial ?? optionToTry(this.told)),
        ...(parts.validation && { validation: parts.validation }),
        ...(isPlanned &&
          held && {
            callbacks: [
              ...stopping(endingFor(this.settings, learning.shape[0]!, told.batchSize ?? batchSize)),
              ...(told.callbacks ?? []),
            ],
          }),
      },
    });
    if (held) this.calibrated = calibrate((await lettingRead(() => this.scoreSamples(held, { runtime: told.runtime }))).data);
    return this;
  }

  /** Warns if there are fewer examples than codings. */
  private tellOfFew(count: number, warn: AutoencoderFitOptions["warn"] = (line) => console.warn(line)): void {
    const { codings } = this.settings;
    if (warn === false || count >= codings) return;
    const found = message`The data has ${counted(count, "training example")} and the model ${counted(codings, "coding")}, so it can memorise each example. Give more examples, or use fewer codings (${option("codings", Math.max(1, count >> 1))}).`;
    warn(String(found), found);
  }

  /** Whether no weights have been drawn or trained yet. */
  private get isNew(): boolean {
    return this.trained.model.variables.every(({ trainable, value }) => !trainable || value === undefined);
  }

  /**
   * Encodes examples [n, …] in any form (`Data`): float32 [n, codings].
   * @throws OptionError before the first `fit`.
   * @example
   * const codings = await autoencoder.transform(examples);
   */
  async transform(data: Data, options: RunOptions = {}): Promise<NdArray<"float32">> {
    const run = runOptions("transform", options);
    this.trained.model.initialize();
    return this.trained.encoder.predict(await asExamples(data, this.known), run);
  }

  /**
   * Trains, then encodes the same examples.
   * @example
   * const codings = await autoencoder.fitTransform(examples, { epochs: 10 });
   */
  async fitTransform(data: Data, options: AutoencoderFitOptions = {}): Promise<NdArray<"float32">> {
    const again = await repeatable(data);
    await this.fit(again, options);
    return this.transform(again, { runtime: options.runtime });
  }

  /**
   * Decodes codings [n, codings]: float32 [n, …].
   * @example
   * const decoded = await autoencoder.inverseTransform(codings);
   */
  async inverseTransform(codings: Data, options: RunOptions = {}): Promise<NdArray<"float32">> {
    const run = runOptions("inverseTransform", options);
    this.trained.model.initialize();
    const { decoder } = this.trained;
    return decoder.predict(await asExamples(codings, { shape: decoder.inputExampleShape }), run);
  }

  /**
   * Encodes and decodes examples [n, …] in any form (`Data`): float32 [n, …]. For rows of a table these are features.
   * @example
   * const reconstructions = await autoencoder.reconstruct(examples);
   */
  async reconstruct(data: Data, options: RunOptions = {}): Promise<NdArray<"float32">> {
    const run = runOptions("reconstruct", options);
    const { model } = this.trained;
    return model.predict(await asExamples(data, this.known), run);
  }

  /**
   * Computes the reconstruction error of each example [n]; a higher score is more unusual. It is the mean squared error, where
   * pixels are scaled to 0 … 1 and scaled numbers are in units of their standard deviations. For rows of a table it is the error
   * of `mixedLoss`.
   * @example
   * const { data: scores } = await autoencoder.scoreSamples(examples);
   */
  async scoreSamples(data: Data, options: RunOptions = {}): Promise<NdArray<"float32">> {
    const run = runOptions("scoreSamples", options);
    const { model } = this.trained;
    const examples = await asExamples(data, this.known);
    const reconstructions = await model.predict(examples, run);
    const { exampleFeatures } = this;
    if (exampleFeatures) return rowErrors(columnErrors(exampleFeatures, examples as NdArray<"float32">, reconstructions));
    return meanSquaredErrors(examples, reconstructions, this.scales);
  }

  /**
   * Generates new examples by decoding drawn codings: float32 [count, …]. The same seed generates the same examples. For a table
   * they are features: each number is the decoder's mean, and each category is one of its values, drawn by the decoder's
   * probabilities.
   * @throws OptionError if the family's codings have no known distribution. Use a variational autoencoder.
   * @example
   * const images = await autoencoder.generate(10, { seed: 1 });
   */
  async generate(count: number, options: GenerateOptions = {}): Promise<NdArray<"float32">> {
    return generatorOf(this, "generate", options)(count);
  }

  /**
   * Returns a function that generates the same examples as `generate` in parts, the next ones at each call. Use it for more
   * examples than fit in memory.
   * @throws OptionError as `generate`.
   * @example
   * const next = autoencoder.generator({ seed: 1 });
   * for (let part = 0; part < 100; part++) save(await next(1000));
   */
  generator(options: GenerateOptions = {}): Generator {
    return generatorOf(this, "generator", options);
  }

  /**
   * Creates another autoencoder of the same family and options, with new weights. It has the same scales of numbers if this one
   * has learned them.
   */
  likewise(): Autoencoder {
    const { scalers } = this;
    // Before this network is built, the missing options aren't chosen yet. The examples will choose them for the other
    // autoencoder, too.
    const other = new Autoencoder({ ...(this.parts ? this.settings : this.told), family: this.descriptor });
    other.inherited = scalers ? standardsOf(scalers) : this.inherited;
    return other;
  }

  /**
   * Saves the autoencoder as a model folder, completely or not at all. In Node only.
   * @param saved other data to save, such as the name of the dataset for the model card.
   * @throws OptionError before the first `fit`.
   * @throws DataError if the path exists and isn't a model, or can't be written.
   * @example
   * await autoencoder.save("my-model", { dataset: "garments" });
   */
  async save(path: string, saved: SavedWith = {}): Promise<void> {
    const { saveModelFolder } = await modelFolders(WITHOUT_DISK);
    // A page that only trains and uses a model needn't load the modules that write cards and ONNX files.
    const { autoencoderFolder } = await import("./files.ts");
    await saveModelFolder(path, autoencoderFolder(this, { versions: { node: process.version }, ...saved }));
  }

  /**
   * Loads an autoencoder of any family from a model folder. In Node only.
   * @throws DataError if the folder isn't a model.
   * @throws OptionError as `autoencoderFrom`.
   * @example
   * const autoencoder = await Autoencoder.load("my-model");
   */
  static async load(path: string, options: LoadOptions = {}): Promise<Autoencoder> {
    return (await Autoencoder.open(path, options)).autoencoder;
  }

  /**
   * Loads an autoencoder as `load` does, with its configuration and the state of its training.
   * @example
   * const { autoencoder, config, state } = await Autoencoder.open("my-model");
   */
  static async open(path: string, options: LoadOptions = {}): Promise<LoadedAutoencoder> {
    const { readFolder } = await modelFolders(WITHOUT_DISK);
    return readFolder(path, AUTOENCODER_FILES, (files) => autoencoderFrom(files, path, options));
  }
}

guard(Autoencoder, {
  changing: ["fit"],
  reading: ["transform", "inverseTransform", "reconstruct", "scoreSamples", "generate"],
});

/** The advice for pages, which have no disk. */
const WITHOUT_DISK = "Use autoencoderFiles and autoencoderFrom there.";

/** A loaded autoencoder with its configuration. */
export interface LoadedAutoencoder {
  readonly autoencoder: Autoencoder;
  readonly config: ModelConfig;
  /** The state from which training can continue, if it was saved. */
  readonly state?: TrainingState;
}

/**
 * Creates an autoencoder from the files of a model folder, by name.
 * @param path path of the folder, for messages.
 * @throws DataError if the files aren't a model's, or are broken.
 * @throws OptionError if the autoencoder's family isn't known.
 * @example
 * const { autoencoder } = autoencoderFrom(files);
 */
export function autoencoderFrom(files: FolderFiles, path = "", options: LoadOptions = {}): LoadedAutoencoder {
  const { families: own = {}, customObjects } = knownOptions("autoencoderFrom", options, { families: true, customObjects: true });
  if (typeof own !== "object" || own === null)
    throw new OptionError(`families must be an object of your own families by name, such as { wide }, but it is ${shown(own)}.`);
  const all = [...Object.values(families), ...Object.values(own)];
  const { family, model, ...saved } = savedIn(files, path, all, customObjects && { customObjects });
  const { config } = saved;
  const where = inFolder(path, "config.json");
  const autoencoder = orBroken(where, "describes an autoencoder that can't be created", () => {
    const made = new Autoencoder({ ...familyOptionsIn(family, config.options, customObjects), family }).adopt(model);
    if (made.settings.table) expectFiniteColumns(made.settings.table, where);
    return made;
  });
  autoencoder.inputDtype = config.inputDtype;
  autoencoder.savedOptions = config.options;
  autoencoder.calibration = config.calibration;
  autoencoder.recall({ history: model.history, state: saved.state });
  return { autoencoder, ...saved };
}
