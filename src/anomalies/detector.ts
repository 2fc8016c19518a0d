import { OptionError } from "../core/errors.ts";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { knownOptions } from "../core/options.ts";
import { guard } from "../core/running.ts";
import type { Data } from "../data/given/data.ts";
import { asDataset, asExamples, type Known } from "../data/given/dataset.ts";
import { first } from "../data/split.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import { type GraphSpec, toOnnx } from "../graph/index.ts";
import { numbersOf } from "../layers/index.ts";
import type { FolderFiles } from "../models/config.ts";
import { modelFolders } from "../models/model-folders.ts";
import { type RunOptions, runOptions } from "../models/run-options.ts";
import { closePrograms, withOwnProgram } from "../runtime/own-programs.ts";
import { percentileOf } from "../scoring/calibration.ts";
import { expectScores } from "../scoring/measures.ts";
import { expectOfHeldOutRows, type Threshold, thresholdFor, thresholdIn } from "../scoring/thresholds/index.ts";
import type { EpochLog } from "../training/history.ts";
import { DETECTOR_FILES, type DetectorSavedWith } from "./detector-folder.ts";
import { filesOf, stateIn } from "./files.ts";
import { type AnomalyFitOptions, learn } from "./learn.ts";
import { type DetectorState, detectorGraph, type FittedDetector, graphOf } from "./measure.ts";
import { type AnomalyOptions, type Settings, settingsOf } from "./options.ts";
import { pcaOf } from "./pca.ts";
import { rowsOf, runProgram } from "./rows.ts";

/** Scores of rows with their explanations. */
export interface Explanation {
  /** Scores [n], as from `scoreSamples`. */
  readonly score: NdArray<"float32">;
  /** Contribution of each column to the mean squared reconstruction error [n, features], in squares of its unit; 0 if the value is missing or the column doesn't vary. */
  readonly contributions: NdArray<"float32">;
  /** Values that the autoencoders expect [n, features], in the columns' units. */
  readonly expected: NdArray<"float32">;
}

/**
 * Finds rows that are unlike the others, without labels. Several autoencoders learn from the four fifths of each batch that they reconstruct best. The
 * score of a row combines its distance to its reconstructions and to the nearest usual rows, how rare its values are, and its Mahalanobis distance.
 * Rows are [n, features] in any form (`Data`), with columns in any units. A missing value (NaN) counts as expected. docs/anomalies.md describes the parts.
 * @example
 * const detector = await new AnomalyDetector().fit([{ price: 3.5, city: "Bonn" }, …]);
 * const scores = await detector.scoreSamples([{ price: 99, city: "Bonn" }]);
 */
export class AnomalyDetector {
  private readonly told: Settings;
  private learnedTable: TablePreprocessing | undefined;
  /** Options in the `config.json` of a loaded detector, which are saved with it again. */
  savedOptions: Readonly<Record<string, unknown>> = {};
  private fitted: FittedDetector | undefined;
  private pca: ((rows: NdArray<"float32">, options: RunOptions) => Promise<NdArray<"float32">>) | undefined;

  /** @throws OptionError if an option is unknown or outside its range. */
  constructor(options: AnomalyOptions = {}) {
    this.told = settingsOf(options);
  }

  /** The options with their defaults, and the preprocessing of a table's columns. */
  get settings(): Settings {
    return this.learnedTable ? { ...this.told, table: this.learnedTable } : this.told;
  }

  /** Preprocessing that turns rows as objects into features, from the training or the options; undefined for arrays, and before `fit`. */
  get table(): TablePreprocessing | undefined {
    return this.settings.table;
  }

  /**
   * Trains on rows, some of which may be outliers. The same seed gives the same detector, and a second call begins again. The preprocessing of rows as
   * objects (`table`) is stored and saved. Rows that a dataset holds out aren't used for training.
   * @param data - at least 20 rows [n, features].
   * @returns the detector.
   * @throws DataError if there are fewer than 20 rows, no column varies, a number is infinite (naming its row and column), or too few rows are held out
   * for the threshold.
   * @throws TrainingError like `Sequential.fit`.
   */
  async fit(data: Data, options: AnomalyFitOptions = {}): Promise<this> {
    const known = knownOptions("fit", options, { runtime: true, callbacks: true, signal: true });
    const dataset = await asDataset(data, { table: this.told.table, opening: { drawTailsIn: false } });
    const { examples } = dataset.heldOut ? first(dataset, dataset.examples.shape[0]! - dataset.heldOut) : dataset;
    const table = this.told.table ?? dataset.table;
    const fitted = await learn(rowsOf(examples), { ...this.told, ...(table && { table }) }, known);
    this.learnedTable = table;
    return this.adopt(fitted);
  }

  /** Uses the result of another detector's training. */
  adopt(fitted: FittedDetector): this {
    this.fitted = fitted;
    this.pca = undefined;
    return this;
  }

  /** Result of the training. @throws OptionError before the first `fit`. */
  get learned(): FittedDetector {
    if (!this.fitted) throw new OptionError("The detector isn't trained yet. Call fit first, or load one.");
    return this.fitted;
  }

  /** Losses of each training epoch. @throws OptionError before the first `fit`. */
  get history(): readonly EpochLog[] {
    return this.learned.history;
  }

  /** Score above which a row is an outlier. @throws OptionError before the first `fit`. */
  get threshold(): number {
    return this.learned.calibration.threshold;
  }

  /**
   * Sets another threshold, as text or as a `Threshold`.
   * @param others - scores to compute the threshold from, with their labels (1 for an outlier), which "f1" needs; default: the held-out rows' scores.
   * @returns the threshold's score.
   * @example detector.setThreshold("conformal:0.01");
   */
  setThreshold(
    threshold: string | Threshold,
    others?: { scores: NdArray<"float32">; labels?: ArrayLike<number> | NdArray },
  ): number {
    if (others) knownOptions("setThreshold", others, { scores: true, labels: true });
    const { calibration, ...rest } = this.learned;
    const scores = others?.scores.data ?? Float32Array.from(calibration.quantiles);
    const given = others?.labels;
    const labels = given && "data" in given ? Array.from(given.data, Number) : given;
    const how = thresholdIn(threshold);
    const value = thresholdFor(others ? how : expectOfHeldOutRows(how), scores, labels);
    this.fitted = { ...rest, calibration: { ...calibration, threshold: value } };
    return value;
  }

  /**
   * Scores rows: float32 [n], about 0 for a usual row, and higher for a more unusual one. Scoring other rows at the same time changes a score only by
   * rounding: by less than 5e-6, or 5e-6 of a score above 1.
   */
  async scoreSamples(data: Data, options: RunOptions = {}): Promise<NdArray<"float32">> {
    return (await this.run(data, { score: [] }, runOptions("scoreSamples", options))).score;
  }

  /** Returns 1 for each outlier and 0 for each other row: uint8 [n]. */
  async predict(data: Data, options: RunOptions = {}): Promise<NdArray<"uint8">> {
    return this.flag(await this.scoreSamples(data, runOptions("predict", options)));
  }

  /** Returns the outliers among scores [n], as `predict` does for rows. @throws DataError if a score is NaN. */
  flag({ data }: NdArray<"float32">): NdArray<"uint8"> {
    expectScores(data);
    const threshold = Math.fround(this.threshold);
    const flags = Uint8Array.from(data, (score) => (score > threshold ? 1 : 0));
    return ndarray("uint8", [data.length], flags);
  }

  /** Scores rows and returns the contribution of each column, and the expected values. */
  async explain(data: Data, options: RunOptions = {}): Promise<Explanation> {
    runOptions("explain", options);
    const { width } = this;
    return this.run(data, { score: [], contributions: [width], expected: [width] }, options);
  }

  /** Returns the percentage of held-out rows that have no higher score, 0 to 100, for scores [n]. */
  percentile({ data }: NdArray<"float32">): NdArray<"float32"> {
    const { calibration } = this.learned;
    const percentiles = data.map((score) => percentileOf(calibration, score));
    return ndarray("float32", [data.length], percentiles);
  }

  /**
   * Scores rows by principal components of the usual training rows: [n], the squared distance from the mean in units of each component's standard
   * deviation (Shyu et al., 2003). If these scores find the outliers as well, principal components are enough for the data.
   * @throws OptionError if the detector was trained with `rows: false`.
   */
  async pcaScores(data: Data, options: RunOptions = {}): Promise<NdArray<"float32">> {
    runOptions("pcaScores", options);
    const rows = await this.rows(data);
    this.pca ??= await pcaOf(this.learned.measure, options);
    return this.pca(rows, options);
  }

  /**
   * Returns the whole detector as an ONNX file for any runtime. The input is `examples`, float32 [batch, features]. The outputs are `score`, `percentile`
   * and `outlier` (int64) [batch], `contributions` and `expected` [batch, features]. For a table the inputs are its raw columns, and the outputs have
   * `contributions` [batch, columns] and no `expected`.
   */
  toOnnx(): Uint8Array {
    return toOnnx(this.graph);
  }

  /** Graph in that file. */
  get graph(): GraphSpec {
    return graphOf(this);
  }

  /**
   * Saves a model folder (Node only).
   * @param saved - other data to save, such as the name of the training data for the README.
   * @throws OptionError before the first `fit`.
   * @throws DataError if the folder can't be written.
   */
  async save(path: string, saved: DetectorSavedWith = {}): Promise<void> {
    const { replaceFolder } = await modelFolders(WITHOUT_DISK);
    await replaceFolder(path, filesOf(stateOf(this), { versions: { node: process.version }, ...saved }));
  }

  /** Loads a detector from a model folder (Node only). @throws DataError if the folder doesn't contain one. */
  static async load(path: string): Promise<AnomalyDetector> {
    const { readFolder } = await modelFolders(WITHOUT_DISK);
    return made(await readFolder(path, DETECTOR_FILES, (files) => stateIn(files, path)));
  }

  /** Frees the memory of the compiled programs, as `dispose` of a model. The detector can still be used. */
  async dispose(): Promise<void> {
    if (this.fitted) await closePrograms(this.fitted.measure);
  }

  /** Number of features of a row. */
  private get width(): number {
    return this.learned.measure.scaling.scale.length;
  }

  private async rows(data: Data): Promise<NdArray<"float32">> {
    const known: Known = { table: this.table, shape: [this.width] };
    return rowsOf(await asExamples(data, known), this.width);
  }

  private async run<K extends string>(
    data: Data,
    outputs: Readonly<Record<K | "score", readonly number[]>>,
    options: RunOptions,
  ): Promise<Record<K | "score", NdArray<"float32">>> {
    const { learned } = this;
    const { measure, usuals } = learned;
    const rows = await this.rows(data);
    const names = Object.keys(outputs);
    const onnx = () => {
      const graph = detectorGraph(learned);
      return toOnnx({ ...graph, outputs: Object.fromEntries(names.map((name) => [name, graph.outputs[name]!])) });
    };
    // Programs belong to the measure, because `setThreshold` changes neither scores nor explanations.
    const kind = JSON.stringify([names, usuals]);
    const numbers = measure.ensemble.variables.map((variable) => numbersOf(variable).data);
    const wanted = { runtime: options.runtime, kind, numbers, onnx };
    const results = await withOwnProgram(measure, wanted, (program) => runProgram(program, rows, outputs));
    expectScores(results.score.data);
    return results;
  }
}

guard(AnomalyDetector, { changing: ["fit"], reading: ["scoreSamples", "predict", "explain", "pcaScores"] });

/**
 * Returns the files of a detector's folder by their names: config.json, model.safetensors (weights, scaling, reference rows, scores of the held-out
 * rows), detector.onnx, README.md and history.csv.
 * @throws OptionError before the first `fit`.
 * @throws DataError if one of its numbers isn't finite, naming it.
 */
export const detectorFiles = (detector: AnomalyDetector, saved: DetectorSavedWith = {}): Record<string, Uint8Array | string> =>
  filesOf(stateOf(detector), saved);

/**
 * Loads a detector from the files of its folder.
 * @param files - the files by their names.
 * @param path - path of the folder, for messages.
 * @throws DataError if the files aren't a model's, or are broken.
 * @throws OptionError if the model isn't a detector.
 */
export const detectorFrom = (files: FolderFiles, path = ""): AnomalyDetector => made(stateIn(files, path));

function made({ settings, savedOptions, learned }: DetectorState): AnomalyDetector {
  const detector = new AnomalyDetector(settings);
  detector.savedOptions = savedOptions;
  return detector.adopt(learned);
}

/** @throws OptionError for a subclass. */
function stateOf(detector: AnomalyDetector): DetectorState {
  if (detector.constructor === AnomalyDetector) return detector;
  throw new OptionError(
    `${detector.constructor.name} is your own class, but a saved detector is loaded as an AnomalyDetector. Save one of those: new AnomalyDetector(detector.settings).adopt(detector.learned).`,
  );
}

/** Advice for a page, which has no disk. */
const WITHOUT_DISK = "Use detectorFiles and detectorFrom there.";
