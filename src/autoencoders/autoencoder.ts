import type { CustomObjects } from "../core/custom-objects.ts";
import { OptionError } from "../core/errors.ts";
import { expectFinite } from "../core/finite.ts";
import { message, option } from "../core/message.ts";
import type { NdArray } from "../core/ndarray.ts";
import { knownOptions } from "../core/options.ts";
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

export interface LoadOptions {
  /** Families of your own that the folder may be of. */
  readonly families?: Readonly<Record<string, Family>>;
  /** Classes and functions of your own that the model was saved with, by their names: its optimizer, or a schedule or function of its learning rate. */
  readonly customObjects?: CustomObjects;
}

/**
 * An encoder and a decoder trained to give their input back through codings too small, too noisy or too constrained to copy; scikit-learn's words for using
 * them. The family says how the two are built.
 *
 *     const autoencoder = new Autoencoder({ family: "sparse", codings: 100, sparsity: { kind: "l1", weight: 0.001 } });
 *     await autoencoder.fit(examples, { epochs: 10 });
 *     const codings = await autoencoder.transform(examples);
 */
export class Autoencoder extends AutoencoderNetwork {
  /** Whether a saved one is read as one of the same class: a class that extends it hasn't this of its own. */
  static readonly isReadAgain: boolean = true;

  /**
   * Trains on examples [n, …] in any form (`Data`): arrays, lists, rows as objects, a dataset, or parts of them. Options that weren't given are chosen by the
   * examples (`planExamples`): for images like the lecture's the family's defaults; for others what fits pictures, zeros and ones or numbers, their shape, number and
   * redundancy; for a table's rows the same, with the loss of its columns. But for the lecture's images, and where neither epochs nor validation are given, a tenth is held out to end the training. What is learned of a table's columns (`table`) is remembered, and saved.
   *
   * Called again, it begins anew, as scikit-learn's estimators do; with `warmStart` it goes on training the same network, as `Sequential.fit` does. `history`,
   * `state`, `stopped` and `calibration` are those of the last call.
   * @param data a function that gives an async iterable of parts is asked for it in each epoch, so that data may be larger than memory (and an iterable without end is
   * read in epochs of `stepsPerEpoch`): scales and columns are then learned from the first 16,384 examples. Other data are read at once. Rows that a dataset holds out aren't learned from; they are `validation` where no other data are.
   * @returns the autoencoder itself.
   * @throws ShapeError, TrainingError, DataError as `Sequential.fit`; DataError, OptionError for data that aren't examples.
   * @example const { history } = await autoencoder.fit(examples, { epochs: 10, validation: held });
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
    expectSome(examples, "The data");
    if (!this.table) expectFinite(examples, { mayBeTable: true });
    const values = this.isOpen ? (this.table ? "numbers" : valuesOf(examples, this.descriptor)) : undefined;
    const isPlanned = values !== undefined && values !== "lecture" && told.epochs === undefined && !told.from;
    const parts = isPlanned && !told.stream ? drawnParts(examples, told, seed) : { ...partsOf(examples, told), examples };
    const { learning, held } = parts;
    const plan = prepared ?? (await this.chooseFor(learning, told.runtime, values));
    // Here rows still have the numbers that they were given with.
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
    if (held) this.calibrated = calibrate((await this.scoreSamples(held, { runtime: told.runtime })).data);
    return this;
  }

  /** Warns of fewer examples than codings. */
  private tellOfFew(count: number, warn: AutoencoderFitOptions["warn"] = (line) => console.warn(line)): void {
    const { codings } = this.settings;
    if (warn === false || count >= codings) return;
    const found = message`${counted(count, "example")} to learn from and ${counted(codings, "coding")}: the model can learn each example by heart. Give more examples, or fewer codings (${option("codings", Math.max(1, count >> 1))}).`;
    warn(String(found), found);
  }

  /** Whether no weights have been drawn or learned yet. */
  private get isNew(): boolean {
    return this.trained.model.variables.every(({ trainable, value }) => !trainable || value === undefined);
  }

  /** The codings of examples [n, …] in any form (`Data`): float32 [n, codings]. @throws OptionError before the first `fit`. */
  async transform(data: Data, options: RunOptions = {}): Promise<NdArray<"float32">> {
    const run = runOptions("transform", options);
    this.trained.model.initialize();
    return this.trained.encoder.predict(await asExamples(data, this.known), run);
  }

  /** Trains, then gives the examples' codings. */
  async fitTransform(data: Data, options: AutoencoderFitOptions = {}): Promise<NdArray<"float32">> {
    const again = await repeatable(data);
    await this.fit(again, options);
    return this.transform(again, { runtime: options.runtime });
  }

  /** Decodes codings [n, codings]: float32 [n, …]. */
  async inverseTransform(codings: Data, options: RunOptions = {}): Promise<NdArray<"float32">> {
    const run = runOptions("inverseTransform", options);
    this.trained.model.initialize();
    const { decoder } = this.trained;
    return decoder.predict(await asExamples(codings, { shape: decoder.inputExampleShape }), run);
  }

  /** Examples [n, …] in any form (`Data`), encoded and decoded again: float32 [n, …], of a table's rows their features. */
  async reconstruct(data: Data, options: RunOptions = {}): Promise<NdArray<"float32">> {
    const run = runOptions("reconstruct", options);
    const { model } = this.trained;
    return model.predict(await asExamples(data, this.known), run);
  }

  /**
   * The reconstruction error of each example [n], higher is stranger: the mean squared error, in which pixels count from 0 to 1 and scaled numbers in units of
   * their deviations; for a table's rows the error of `mixedLoss`.
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
   * New examples, decoded from drawn codings: float32 [count, …]; the same seed gives the same ones. Of a table they are features, each number the decoder's
   * mean, each category one of its values, drawn by the decoder's probabilities.
   * @throws OptionError for a family whose codings have no known distribution: take a variational one.
   */
  async generate(count: number, options: GenerateOptions = {}): Promise<NdArray<"float32">> {
    return generatorOf(this, "generate", options)(count);
  }

  /** Makes what gives the same examples as `generate` some at a time: the next ones at each call, for more of them than memory holds. @throws as `generate`. */
  generator(options: GenerateOptions = {}): Generator {
    return generatorOf(this, "generator", options);
  }

  /** Makes another autoencoder of the same family and options, with new weights. It has the same scales of numbers, if this one has learned them. */
  likewise(): Autoencoder {
    const { scalers } = this;
    // Before this network is built, the examples haven't chosen the missing options yet. They will choose for the other one, too.
    const other = new Autoencoder({ ...(this.parts ? this.settings : this.told), family: this.descriptor });
    other.inherited = scalers ? standardsOf(scalers) : this.inherited;
    return other;
  }

  /**
   * Writes a model folder, whole or not at all. In Node only.
   * @param saved what is saved besides the autoencoder, such as the dataset's name for the model card.
   * @throws OptionError before the first `fit`; DataError where the path exists and isn't a model, or can't be written.
   */
  async save(path: string, saved: SavedWith = {}): Promise<void> {
    const { saveModelFolder } = await modelFolders(WITHOUT_DISK);
    // A page that only trains and uses a model needn't load what writes cards and ONNX files.
    const { autoencoderFolder } = await import("./files.ts");
    await saveModelFolder(path, autoencoderFolder(this, { versions: { node: process.version }, ...saved }));
  }

  /** Reads an autoencoder of any family from a model folder. In Node only. @throws DataError where the folder isn't a model; OptionError as `autoencoderFrom`. */
  static async load(path: string, options: LoadOptions = {}): Promise<Autoencoder> {
    return (await Autoencoder.open(path, options)).autoencoder;
  }

  /** Reads an autoencoder as `load` does, with its config and the state of its training. */
  static async open(path: string, options: LoadOptions = {}): Promise<LoadedAutoencoder> {
    const { readFolder } = await modelFolders(WITHOUT_DISK);
    return readFolder(path, AUTOENCODER_FILES, (files) => autoencoderFrom(files, path, options));
  }
}

/** What a page is told, which has no disk. */
const WITHOUT_DISK = "Take autoencoderFiles and autoencoderFrom there.";

/** An autoencoder as a folder holds it. */
export interface LoadedAutoencoder {
  readonly autoencoder: Autoencoder;
  readonly config: ModelConfig;
  /** What it takes to go on training, where it was saved. */
  readonly state?: TrainingState;
}

/**
 * The autoencoder in a model folder's files, by their names. `path` is the folder's, for messages.
 * @throws DataError where they aren't a model's or broken; OptionError where it is of a family that isn't known.
 */
export function autoencoderFrom(files: FolderFiles, path = "", options: LoadOptions = {}): LoadedAutoencoder {
  const { families: own = {}, customObjects } = knownOptions("autoencoderFrom", options, { families: true, customObjects: true });
  if (typeof own !== "object" || own === null)
    throw new OptionError(`families are families of your own by their names, { wide }, but this is ${shown(own)}.`);
  const all = [...Object.values(families), ...Object.values(own)];
  const { family, model, ...saved } = savedIn(files, path, all, customObjects && { customObjects });
  const { config } = saved;
  const where = inFolder(path, "config.json");
  const autoencoder = orBroken(where, "has options that an autoencoder can't be made with", () => {
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
