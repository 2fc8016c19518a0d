import { OptionError, ShapeError } from "../core/errors.ts";
import { expectArray, type NdArray, ndarray } from "../core/ndarray.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { permutation, random } from "../core/random.ts";
import { expectValues, numbers, positive, whole } from "../core/rules.ts";
import { guard } from "../core/running.ts";
import { isTyped, withShape } from "../data/given/arrays.ts";
import type { Data, Numbers } from "../data/given/data.ts";
import { asExamples } from "../data/given/dataset.ts";
import { UNKNOWN } from "../data/labels.ts";
import { dense, dropout, flatten } from "../layers/index.ts";
import { expectSequential, type LoadModelOptions } from "../models/files.ts";
import type { FitOptions, FitResult } from "../models/fit.ts";
import { modelFolders } from "../models/model-folders.ts";
import { type RunOptions, runOptions } from "../models/run-options.ts";
import type { ModelSavedWith } from "../models/save.ts";
import { Sequential, sequential } from "../models/sequential.ts";
import type { EpochLog } from "../training/history.ts";
import { rowOutsideOf } from "../training/losses/choice.ts";
import { adam } from "../training/optimizers/index.ts";
import type { Autoencoder } from "./autoencoder.ts";
import { isNoise } from "./noise.ts";

/** Options of `PretrainedClassifier`. */
export interface PretrainedClassifierOptions {
  /** Number of classes. Default: one more than the largest label. */
  readonly classes?: number;
  /**
   * Number of epochs with a frozen encoder, in which only the new layer is trained; 30 by default. The learning rate is .005 by
   * default.
   */
  readonly frozenEpochs?: number;
  readonly frozenLearningRate?: number;
  /** Number of epochs in which the whole network is trained; 20 by default. The learning rate is .0005 by default. */
  readonly tunedEpochs?: number;
  readonly tunedLearningRate?: number;
  /** Share of the codings that is dropped in training; 0 by default. */
  readonly dropout?: number;
  /** Seed of the training; 42 by default. */
  readonly seed?: number;
}

const CLASSIFIER_OPTIONS: OptionNames<PretrainedClassifierOptions> = {
  classes: true,
  frozenEpochs: true,
  frozenLearningRate: true,
  tunedEpochs: true,
  tunedLearningRate: true,
  dropout: true,
  seed: true,
};

/**
 * The autoencoder that helped most with 100 to 1,000 labels of MNIST (`npm run bench -- pretraining`): wide layers that learn to
 * fill in half of the inputs.
 */
export const PRETRAINING = {
  family: "denoising",
  hidden: [500],
  codings: 250,
  noise: { kind: "masking", amount: 0.5 },
  optimizer: "nadam",
  learningRate: 0.001,
} as const;

/** Options of `fit` of a classifier. */
export interface LabelledFitOptions extends Pick<FitOptions, "runtime" | "callbacks" | "signal"> {
  readonly warn?: (line: string) => void;
}

/**
 * A classifier for few labels, on the encoder of an autoencoder (Géron, chapter 17, "Unsupervised Pretraining Using Stacked
 * Autoencoders"). It consists of the encoder, without its noise, and a softmax layer. First only the new layer is trained, with a
 * frozen encoder, then the whole network with a lower learning rate. The weights of the encoder are copied, so the autoencoder
 * doesn't change.
 * @example
 * const classifier = new PretrainedClassifier(autoencoder, { classes: 10 });
 * await classifier.fit(examples, labels);
 * const classes = await classifier.predict(newExamples);
 */
export class PretrainedClassifier {
  readonly options: PretrainedClassifierOptions;
  private readonly autoencoder: Autoencoder | undefined;
  private made: { readonly model: Sequential; readonly result?: FitResult } | undefined;

  /**
   * @param from a trained autoencoder. One that has only been built (`buildFor`) makes a control that is trained from scratch. A
   * trained network of a classifier, as in a folder that `load` reads, makes a classifier that predicts but can't be trained
   * again.
   * @throws OptionError if `from` is neither, or if an option isn't known.
   */
  constructor(from: Autoencoder | Sequential, options: PretrainedClassifierOptions = {}) {
    if (from instanceof Sequential) this.made = { model: from };
    else if (typeof (from as Partial<Autoencoder> | undefined)?.likewise === "function") this.autoencoder = from;
    else throw new OptionError("A classifier needs an autoencoder: new PretrainedClassifier(autoencoder, { classes: 10 }).");
    this.options = { ...knownOptions("PretrainedClassifier", options, CLASSIFIER_OPTIONS) };
    expectValues(this.options, {
      classes: whole(1),
      frozenEpochs: whole(0),
      frozenLearningRate: positive,
      tunedEpochs: whole(0),
      tunedLearningRate: positive,
      dropout: numbers("a share from 0 to below 1", (value) => value >= 0 && value < 1),
    });
  }

  /**
   * Trains on labelled examples [n, …] in any form (`Data`) and their classes [n], whole numbers counted from 0. Another call
   * begins again.
   * @returns the classifier itself.
   * @throws ShapeError if the numbers of labels and examples differ.
   * @throws OptionError if a label is outside of the classes, or if there are fewer labels than classes.
   * @example
   * const { history } = await classifier.fit(examples, labels);
   */
  async fit(data: Data, classNumbers: NdArray | Numbers, options: LabelledFitOptions = {}): Promise<this> {
    const names = { runtime: true, callbacks: true, signal: true, warn: true } as const;
    const told = knownOptions("fit", options, names);
    const { examples, labels } = await this.labelled(data, classNumbers);
    const {
      frozenEpochs = 30,
      frozenLearningRate = 0.005,
      tunedEpochs = 20,
      tunedLearningRate = 0.0005,
      seed = 42,
    } = this.options;
    const classes = classesOf(labels, this.options.classes);
    if (!this.autoencoder)
      throw new OptionError(
        "This classifier was loaded without its autoencoder, so it can't be trained again. Create another one: new PretrainedClassifier(autoencoder).",
      );
    const body = copyOf(this.autoencoder, examples.shape.slice(1));
    const rate = this.options.dropout ?? 0;
    const head = [flatten(), ...(rate > 0 ? [dropout(rate)] : []), dense(classes, { activation: "softmax" })];
    const model = sequential([body, ...head], { name: "classifier", seed });
    model.buildFor(examples.shape.slice(1));
    const given = { ...told, seed };
    const compile = (learningRate: number) =>
      model.compile({ loss: "sparseCategoricalCrossentropy", optimizer: adam({ learningRate }), metrics: ["accuracy"] });
    body.trainable = false;
    compile(frozenLearningRate);
    const first = frozenEpochs > 0 ? await model.fit(examples, labels, { ...given, epochs: frozenEpochs }) : undefined;
    body.trainable = true;
    compile(tunedLearningRate);
    const isOver = tunedEpochs === 0 || first?.stopped === "interrupted";
    const result = isOver ? first : await model.fit(examples, labels, { ...given, epochs: tunedEpochs });
    this.made = { model, ...(result && { result }) };
    return this;
  }

  /**
   * Computes the probability of each class: float32 [n, classes].
   * @throws OptionError before the first `fit`.
   * @example
   * const probabilities = await classifier.predictProbabilities(examples);
   */
  async predictProbabilities(data: Data, options: RunOptions = {}): Promise<NdArray<"float32">> {
    runOptions("predictProbabilities", options);
    const { model } = this;
    return model.predict(await this.examplesOf(data), options);
  }

  /**
   * Returns the most likely class of each example: int32 [n].
   * @throws OptionError before the first `fit`.
   * @example
   * const { data: classes } = await classifier.predict(examples);
   */
  async predict(data: Data, options: RunOptions = {}): Promise<NdArray<"int32">> {
    const probabilities = await this.predictProbabilities(data, runOptions("predict", options));
    const [count, classes] = probabilities.shape as readonly [number, number];
    const likeliest = Int32Array.from({ length: count }, (_, i) => {
      const row = probabilities.data.subarray(i * classes, (i + 1) * classes);
      return row.indexOf(row.reduce((most, p) => Math.max(most, p)));
    });
    return ndarray("int32", [count], likeliest);
  }

  /**
   * Computes the accuracy on examples [n, …] by their labels [n].
   * @throws ShapeError if the numbers of labels and examples differ.
   * @throws OptionError if a label isn't known (-1).
   * @example
   * const accuracy = await classifier.score(held, heldLabels);
   */
  async score(data: Data, classNumbers: NdArray | Numbers, options: RunOptions = {}): Promise<number> {
    runOptions("score", options);
    const { examples, labels } = await this.labelled(data, classNumbers);
    const unknown = Array.from(labels.data, Number).indexOf(UNKNOWN);
    if (unknown >= 0)
      throw new OptionError(
        `The label of row ${unknown} (counted from 0) is ${UNKNOWN}: its class isn't known. Leave out such rows to compute the accuracy.`,
      );
    const found = await this.predict(examples, options);
    return found.data.reduce((right, label, i) => right + (label === Number(labels.data[i]) ? 1 : 0), 0) / found.data.length;
  }

  private async examplesOf(data: Data): Promise<NdArray> {
    const { model } = this.made ?? this.autoencoder!.trained;
    return asExamples(data, { table: this.autoencoder?.table, shape: model.inputExampleShape });
  }

  /** Converts the data to examples and labels. @throws ShapeError if there isn't one label for each example. */
  private async labelled(data: Data, classNumbers: NdArray | Numbers) {
    const examples = await this.examplesOf(data);
    const labels = Array.isArray(classNumbers) || isTyped(classNumbers) ? labelsOf(classNumbers) : (classNumbers as NdArray);
    expectLabelled(examples, labels);
    return { examples, labels };
  }

  /**
   * Saves the network as a model folder, completely or not at all. `PretrainedClassifier.load` and `load` read it. In Node only.
   * @throws DataError as `save` of a model.
   * @throws OptionError before the first `fit`.
   * @example
   * await classifier.save("my-classifier");
   */
  async save(path: string, saved: ModelSavedWith = {}): Promise<void> {
    await this.model.save(path, saved);
  }

  /**
   * Loads a classifier from a model folder. In Node only.
   * @throws DataError if the folder isn't one of a classifier.
   * @example
   * const classifier = await PretrainedClassifier.load("my-classifier");
   */
  static async load(path: string, options: LoadModelOptions = {}): Promise<PretrainedClassifier> {
    const { loadModelFolder } = await modelFolders("Use modelFromFiles there, and new PretrainedClassifier(model).");
    const loaded = expectSequential(await loadModelFolder(path, options), path);
    return new PretrainedClassifier(loaded.model);
  }

  /** The network: encoder and softmax. @throws OptionError before the first `fit`. */
  get model(): Sequential {
    return this.learned.model;
  }

  /**
   * The metrics of each epoch with the whole network, or, if there are none, of those with a frozen encoder.
   * @throws OptionError before the first `fit`.
   */
  get history(): readonly EpochLog[] {
    return this.learned.result?.history ?? [];
  }

  /**
   * Why the last training ended before its last epoch: "interrupted" by a signal, or a callback's reason; undefined if all epochs
   * were trained.
   * @throws OptionError before the first `fit`.
   */
  get stopped(): string | undefined {
    return this.learned.result?.stopped;
  }

  private get learned() {
    if (!this.made) throw new OptionError("The classifier isn't trained yet. Call fit first.");
    return this.made;
  }
}

guard(PretrainedClassifier, { changing: ["fit"], reading: ["predictProbabilities", "predict", "score"] });

/** Copies an encoder with the same layers and weights, without noise. */
function copyOf(autoencoder: Autoencoder, inputShape: readonly number[]): Sequential {
  const { encoder: fresh } = autoencoder.likewise().buildFor(inputShape);
  fresh.setWeights(autoencoder.trained.encoder.getWeights());
  const layers = fresh.layers.filter((layer) => !isNoise(layer));
  return sequential(layers, { name: "encoder" });
}

/** Converts labels without a shape to labels [n]. Labels that aren't whole numbers are reported later, with their rows. */
function labelsOf(numbers: Numbers): NdArray {
  const { shape, data } = withShape(numbers, [numbers.length]);
  return data.every((label) => Number.isInteger(label))
    ? ndarray("int32", shape, Int32Array.from(data))
    : ndarray("float32", shape, Float32Array.from(data));
}

/** Returns the number of classes: one more than the largest label. */
export const classCount = ({ data }: NdArray): number =>
  1 + Array.from(data, Number).reduce((most, label) => Math.max(most, label), 0);

/** Checks examples and labels. @throws ShapeError if they aren't arrays with one label for each example. */
function expectLabelled(examples: NdArray, labels: NdArray): void {
  expectArray("examples", examples);
  expectArray("labels", labels);
  const count = examples.shape[0]!;
  if (labels.shape[0] !== count)
    throw new ShapeError(`There are ${count} labelled examples, but ${labels.shape[0]} labels. Give one label for each example.`);
  if (labels.data.length !== count)
    throw new ShapeError(
      `Labels must be one class number for each example, [${count}], but they are [${labels.shape.join(", ")}]. For one-hot rows, give the indices of the ones.`,
    );
}

/** Checks the labels, and returns the number of classes. @throws OptionError as `PretrainedClassifier.fit`. */
function classesOf(given: NdArray, classes = classCount(given)): number {
  const row = rowOutsideOf(classes, given);
  if (row >= 0) {
    const at = `The label of row ${row} (counted from 0) is ${given.data[row]}`;
    throw new OptionError(
      Number(given.data[row]) === UNKNOWN
        ? `${at}: its class isn't known. Leave out such rows; fewLabels does so automatically.`
        : `${at}, but the ${classes} classes are 0 to ${classes - 1}.`,
    );
  }
  expectEnough(given, classes);
  return classes;
}

/** Checks labels [n]. @throws OptionError if they are all of one class, or fewer than the classes. */
export function expectEnough({ data }: NdArray, classes: number): void {
  const found = new Set(Array.from(data, Number));
  if (found.size === 1)
    throw new OptionError(`All labels are of one class (${[...found][0]}). Label examples of other classes, too.`);
  if (data.length < classes)
    throw new OptionError(`${data.length} labels are too few for ${classes} classes. Label at least one example of each class.`);
}

/**
 * Chooses rows at random whose label is known (not -1), evenly divided among the classes if possible.
 * @throws OptionError if there are fewer labels than requested, or fewer than classes.
 */
export function chooseLabelled(labels: NdArray, count: number, seed = 42): Int32Array {
  const order = permutation(labels.shape[0]!, random(seed, 5)).filter((row) => Number(labels.data[row]) >= 0);
  const byClass = new Map<number, number[]>();
  for (const row of order) {
    const label = Number(labels.data[row]);
    const rows = byClass.get(label) ?? [];
    byClass.set(label, rows);
    rows.push(row);
  }
  if (count > order.length)
    throw new OptionError(
      `Only ${order.length} examples have labels, so ${count} can't be chosen. Choose at most ${order.length}.`,
    );
  if (count < byClass.size)
    throw new OptionError(`${count} labels are too few for ${byClass.size} classes. Choose at least ${byClass.size}.`);
  const rounds = [...byClass.keys()].sort((a, b) => a - b).map((label) => byClass.get(label)!);
  const chosen: number[] = [];
  for (let turn = 0; chosen.length < count; turn++) {
    for (const rows of rounds) if (turn < rows.length && chosen.length < count) chosen.push(rows[turn]!);
  }
  return Int32Array.from(chosen);
}
