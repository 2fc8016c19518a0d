import { OptionError, ShapeError } from "../core/errors.ts";
import { expectArray, type NdArray, ndarray } from "../core/ndarray.ts";
import { knownOptions } from "../core/options.ts";
import { permutation, random } from "../core/random.ts";
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

export interface PretrainedClassifierOptions {
  /** How many classes; one more than the largest label by default. */
  readonly classes?: number;
  /** Epochs with the encoder frozen, at rate .005 by default: the new layer learns first. 30 by default. */
  readonly frozenEpochs?: number;
  readonly frozenLearningRate?: number;
  /** Epochs of the whole, at rate .0005 by default. 20 by default. */
  readonly tunedEpochs?: number;
  readonly tunedLearningRate?: number;
  /** Share of the codings that is dropped while it learns; 0 by default. */
  readonly dropout?: number;
  /** 42 by default. */
  readonly seed?: number;
}

/**
 * The autoencoder that helped most with 100 to 1,000 labels of MNIST (`npm run bench -- pretraining`): wide layers that learn to fill in half of the inputs.
 */
export const PRETRAINING = {
  family: "denoising",
  hidden: [500],
  codings: 250,
  noise: { kind: "masking", amount: 0.5 },
  optimizer: "nadam",
  learningRate: 0.001,
} as const;

export interface LabelledFitOptions extends Pick<FitOptions, "runtime" | "callbacks" | "signal"> {
  readonly warn?: (line: string) => void;
}

/**
 * A classifier on an autoencoder's encoder, for few labels (Géron, chapter 17, "Unsupervised Pretraining Using Stacked Autoencoders"): the encoder, without its noise, under
 * a softmax. First the new layer learns on the frozen encoder, then the whole at a lower rate. The encoder's weights are copied: the autoencoder stays as it is.
 */
export class PretrainedClassifier {
  readonly options: PretrainedClassifierOptions;
  private readonly autoencoder: Autoencoder | undefined;
  private made: { readonly model: Sequential; readonly result?: FitResult } | undefined;

  /**
   * @param from an autoencoder that has learned; one that has only been built (`buildFor`) makes a control that learns from scratch. Or the network of a classifier
   * that has learned, which `load` takes from a folder: it predicts, and doesn't learn again.
   * @throws OptionError for what is neither, or an option that isn't known.
   */
  constructor(from: Autoencoder | Sequential, options: PretrainedClassifierOptions = {}) {
    if (from instanceof Sequential) this.made = { model: from };
    else if (typeof (from as Partial<Autoencoder> | undefined)?.likewise === "function") this.autoencoder = from;
    else throw new OptionError("A classifier is made on an autoencoder: new PretrainedClassifier(autoencoder, { classes: 10 }).");
    this.options = knownOptions("PretrainedClassifier", options, {
      classes: true,
      frozenEpochs: true,
      frozenLearningRate: true,
      tunedEpochs: true,
      tunedLearningRate: true,
      dropout: true,
      seed: true,
    });
  }

  /**
   * Learns from labelled examples [n, …] in any form (`Data`) and their classes [n], whole numbers counted from 0. Called again, it begins anew.
   * @returns the classifier itself.
   * @throws ShapeError where there are more or fewer labels than examples; OptionError where a label is outside of the classes, or there are fewer labels than classes.
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
        "This classifier was loaded without the autoencoder that it is made on, and learns no more. Make another one: new PretrainedClassifier(autoencoder).",
      );
    const body = copyOf(this.autoencoder, examples.shape.slice(1));
    const rate = this.options.dropout ?? 0;
    const head = [flatten(), ...(rate > 0 ? [dropout(rate)] : []), dense(classes, { activation: "softmax" })];
    const model = sequential([body, ...head], { name: "classifier", seed });
    model.buildFor(examples.shape.slice(1));
    this.made = { model };
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

  /** Each class's probability: float32 [n, classes]. */
  async predictProbabilities(data: Data, options: RunOptions = {}): Promise<NdArray<"float32">> {
    runOptions("predictProbabilities", options);
    const { model } = this;
    return model.predict(await this.examplesOf(data), options);
  }

  /** The likeliest class of each example [n]. */
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
   * The share of examples [n, …] whose class it finds, by their labels [n].
   * @throws ShapeError where there are more or fewer labels than examples; OptionError where a label isn't known (-1).
   */
  async score(data: Data, classNumbers: NdArray | Numbers, options: RunOptions = {}): Promise<number> {
    runOptions("score", options);
    const { examples, labels } = await this.labelled(data, classNumbers);
    const unknown = Array.from(labels.data, Number).indexOf(UNKNOWN);
    if (unknown >= 0)
      throw new OptionError(
        `The label of row ${unknown} (counted from 0) is ${UNKNOWN}: its class isn't known. Leave such rows out to measure.`,
      );
    const found = await this.predict(examples, options);
    return found.data.reduce((right, label, i) => right + (label === Number(labels.data[i]) ? 1 : 0), 0) / found.data.length;
  }

  private async examplesOf(data: Data): Promise<NdArray> {
    const { model } = this.made ?? this.autoencoder!.trained;
    return asExamples(data, { table: this.autoencoder?.table, shape: model.inputExampleShape });
  }

  /** @throws ShapeError where there isn't one label for each example. */
  private async labelled(data: Data, classNumbers: NdArray | Numbers) {
    const examples = await this.examplesOf(data);
    const labels = Array.isArray(classNumbers) || isTyped(classNumbers) ? labelsOf(classNumbers) : (classNumbers as NdArray);
    expectLabelled(examples, labels);
    return { examples, labels };
  }

  /** Writes its network as a model folder, whole or not at all; `PretrainedClassifier.load` and `load` read it. In Node only. @throws as `save` of a model; OptionError before the first `fit`. */
  async save(path: string, saved: ModelSavedWith = {}): Promise<void> {
    await this.model.save(path, saved);
  }

  /** Reads a classifier from a model folder. In Node only. @throws DataError where the folder isn't one of a classifier. */
  static async load(path: string, options: LoadModelOptions = {}): Promise<PretrainedClassifier> {
    const { loadModelFolder } = await modelFolders("Take modelFromFiles there, and new PretrainedClassifier(model).");
    const loaded = expectSequential(await loadModelFolder(path, options), path);
    return new PretrainedClassifier(loaded.model);
  }

  /** The network: encoder, softmax. @throws OptionError before the first `fit`. */
  get model(): Sequential {
    return this.learned.model;
  }

  /** The figures of each epoch: of those with the whole at a lower rate, or, where there are none, of those with the encoder frozen. @throws OptionError before the first `fit`. */
  get history(): readonly EpochLog[] {
    return this.learned.result?.history ?? [];
  }

  /** Why the last training ended before its last epoch: "interrupted" by a signal, or a callback's reason; undefined where it didn't. @throws OptionError before the first `fit`. */
  get stopped(): string | undefined {
    return this.learned.result?.stopped;
  }

  private get learned() {
    if (!this.made) throw new OptionError("The classifier isn't trained yet. Call fit first.");
    return this.made;
  }
}

/** An encoder of the same layers with the same numbers, without noise. */
function copyOf(autoencoder: Autoencoder, inputShape: readonly number[]): Sequential {
  const { encoder: fresh } = autoencoder.likewise().buildFor(inputShape);
  fresh.setWeights(autoencoder.trained.encoder.getWeights());
  const layers = fresh.layers.filter((layer) => !isNoise(layer));
  return sequential(layers, { name: "encoder" });
}

/** Labels without a shape as labels [n]. Those that aren't whole numbers are told apart later, by their rows. */
function labelsOf(numbers: Numbers): NdArray {
  const { shape, data } = withShape(numbers, [numbers.length]);
  return data.every((label) => Number.isInteger(label))
    ? ndarray("int32", shape, Int32Array.from(data))
    : ndarray("float32", shape, Float32Array.from(data));
}

/** How many classes labels are of, counted from 0: one more than the largest. */
export const classCount = ({ data }: NdArray): number =>
  1 + Array.from(data, Number).reduce((most, label) => Math.max(most, label), 0);

/** @throws ShapeError if examples and labels aren't arrays with one label for each example. */
function expectLabelled(examples: NdArray, labels: NdArray): void {
  expectArray("examples", examples);
  expectArray("labels", labels);
  const count = examples.shape[0]!;
  if (labels.shape[0] !== count) throw new ShapeError(`There are ${count} labelled examples, but ${labels.shape[0]} labels.`);
  if (labels.data.length !== count)
    throw new ShapeError(
      `Labels are one class number for each example, [${count}], but these are [${labels.shape.join(", ")}]. Of one-hot rows, give the places of the ones.`,
    );
}

/** @throws OptionError as `PretrainedClassifier.fit`. */
function classesOf(given: NdArray, classes = classCount(given)): number {
  const row = rowOutsideOf(classes, given);
  if (row >= 0) {
    const at = `The label of row ${row} (counted from 0) is ${given.data[row]}`;
    throw new OptionError(
      Number(given.data[row]) === UNKNOWN
        ? `${at}: its class isn't known. Leave such rows out; fewLabels does so by itself.`
        : `${at}, but the ${classes} classes are 0 to ${classes - 1}.`,
    );
  }
  expectEnough(given, classes);
  return classes;
}

/** @throws OptionError where labels [n] are of a single class, or fewer than the classes. */
export function expectEnough({ data }: NdArray, classes: number): void {
  const found = new Set(Array.from(data, Number));
  if (found.size === 1)
    throw new OptionError(`All labels are of one class (${[...found][0]}). Label examples of another one as well.`);
  if (data.length < classes)
    throw new OptionError(`${data.length} labels are too few for ${classes} classes. Label one example of each at least.`);
}

/**
 * A random choice of rows whose label is known (not -1), as many of each class as can be.
 * @throws OptionError where there aren't as many, or fewer than classes.
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
  if (count > order.length) throw new OptionError(`Only ${order.length} examples have labels, so ${count} can't be taken.`);
  if (count < byClass.size)
    throw new OptionError(`${count} labels are too few for ${byClass.size} classes. Take ${byClass.size} at least.`);
  const rounds = [...byClass.keys()].sort((a, b) => a - b).map((label) => byClass.get(label)!);
  const chosen: number[] = [];
  for (let turn = 0; chosen.length < count; turn++) {
    for (const rows of rounds) if (turn < rows.length && chosen.length < count) chosen.push(rows[turn]!);
  }
  return Int32Array.from(chosen);
}
