import { OptionError } from "../core/errors.ts";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { knownOptions } from "../core/options.ts";
import type { Data } from "../data/given/data.ts";
import { asDataset, asExamples, type Known } from "../data/given/dataset.ts";
import { first } from "../data/split.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import { type GraphSpec, toOnnx } from "../graph/index.ts";
import type { FolderFiles } from "../models/config.ts";
import { modelFolders } from "../models/model-folders.ts";
import { type RunOptions, runOptions } from "../models/run-options.ts";
import { percentileOf } from "../scoring/calibration.ts";
import { expectScores } from "../scoring/measures.ts";
import { type Threshold, thresholdFor, thresholdIn } from "../scoring/thresholds/index.ts";
import type { EpochLog } from "../training/history.ts";
import { DETECTOR_FILES, type DetectorSavedWith, filesOf, stateIn } from "./files.ts";
import { type AnomalyFitOptions, learn } from "./learn.ts";
import { type DetectorState, detectorGraph, type FittedDetector, graphOf } from "./measure.ts";
import { type AnomalyOptions, type Settings, settingsOf } from "./options.ts";
import { pcaOf } from "./pca.ts";
import { rowsOf, runOnRows } from "./rows.ts";

export interface Explanation {
  /** [n]: as `scoreSamples`. */
  readonly score: NdArray<"float32">;
  /** [n, features]: each column's part of the mean squared reconstruction error, in squares of its spread; 0 where it is missing or doesn't vary. */
  readonly contributions: NdArray<"float32">;
  /** [n, features]: what the autoencoders expect there, in the column's units. */
  readonly expected: NdArray<"float32">;
}

/**
 * Finds rows that are unlike the others, without labels. Autoencoders side by side, which learn from the nine tenths of each batch that they
 * reconstruct best, say what is expected of a row; a row's score is how far it is from that and from the rows nearest to it, each in units of what is
 * usual. Rows are [n, features] in any form (`Data`), columns in any units; a missing value (NaN) counts as expected.
 *
 *     const detector = await new AnomalyDetector().fit([{ price: 3.5, city: "Bonn" }, …]);
 *     const scores = await detector.scoreSamples([{ price: 99, city: "Bonn" }]);
 */
export class AnomalyDetector {
  private readonly told: Settings;
  private learnedTable: TablePreprocessing | undefined;
  /** Of one that was loaded: all that `config.json` says of how it was made, which is saved with it again. */
  savedOptions: Readonly<Record<string, unknown>> = {};
  private fitted: FittedDetector | undefined;
  private pca: ((rows: NdArray<"float32">, options: RunOptions) => Promise<NdArray<"float32">>) | undefined;

  /** @throws OptionError where an option isn't known or isn't in its range. */
  constructor(options: AnomalyOptions = {}) {
    this.told = settingsOf(options);
  }

  /** Its options with their defaults, and what was learned of a table's columns. */
  get settings(): Settings {
    return this.learnedTable ? { ...this.told, table: this.learnedTable } : this.told;
  }

  /** What was learned of a table's columns, or given: rows as objects become features by it. Undefined for arrays, and before `fit` of rows as objects or of a table's dataset. */
  get table(): TablePreprocessing | undefined {
    return this.settings.table;
  }

  /**
   * Learns from rows, some of which may be outliers; the same seed gives the same detector. Called again, it begins anew. What is learned of the columns of rows
   * as objects (`table`) is remembered, and saved. Rows that a dataset holds out aren't learned from.
   * @returns the detector itself.
   * @throws DataError where there are fewer than 20 rows, none of the columns varies, a number is infinite (naming row and column), or too few rows
   * are held out for the threshold; TrainingError as `Sequential.fit`.
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

  /** Takes over what a detector has learned. */
  adopt(fitted: FittedDetector): this {
    this.fitted = fitted;
    this.pca = undefined;
    return this;
  }

  /** What was learned. @throws OptionError before the first `fit`. */
  get learned(): FittedDetector {
    if (!this.fitted) throw new OptionError("The detector hasn't learned yet. Call fit first, or load one.");
    return this.fitted;
  }

  /** The figures of each epoch of the members' training. @throws OptionError before the first `fit`. */
  get history(): readonly EpochLog[] {
    return this.learned.history;
  }

  /** A row is an outlier where its score is greater. @throws OptionError before the first `fit`. */
  get threshold(): number {
    return this.learned.calibration.threshold;
  }

  /**
   * Chooses another threshold: in words ("conformal:0.01"), from the scores of the rows that were held out, or from others with their labels (1 for an
   * outlier), which "f1" needs.
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
    const value = thresholdFor(thresholdIn(threshold), scores, labels);
    this.fitted = { ...rest, calibration: { ...calibration, threshold: value } };
    return value;
  }

  /**
   * How strange each row is: [n], 0 for a row as in the middle of those learned from, higher is stranger. Other rows beside it change it by rounding alone: by
   * less than 5e-6, or 5e-6 of a score above 1.
   */
  async scoreSamples(data: Data, options: RunOptions = {}): Promise<NdArray<"float32">> {
    return (await this.run(data, { score: [] }, runOptions("scoreSamples", options))).score;
  }

  /** 1 for an outlier, else 0: uint8 [n]. */
  async predict(data: Data, options: RunOptions = {}): Promise<NdArray<"uint8">> {
    return this.flag(await this.scoreSamples(data, runOptions("predict", options)));
  }

  /** The same from scores. @throws DataError where a score is NaN. */
  flag({ data }: NdArray<"float32">): NdArray<"uint8"> {
    expectScores(data);
    const threshold = Math.fround(this.threshold);
    const flags = Uint8Array.from(data, (score) => (score > threshold ? 1 : 0));
    return ndarray("uint8", [data.length], flags);
  }

  /** How strange rows are, which columns make them so, and what was expected of those. */
  async explain(data: Data, options: RunOptions = {}): Promise<Explanation> {
    runOptions("explain", options);
    const { width } = this;
    return this.run(data, { score: [], contributions: [width], expected: [width] }, options);
  }

  /** 0 to 100: how many percent of the rows that were held out score no higher. */
  percentile({ data }: NdArray<"float32">): NdArray<"float32"> {
    const { calibration } = this.learned;
    const percentiles = data.map((score) => percentileOf(calibration, score));
    return ndarray("float32", [data.length], percentiles);
  }

  /**
   * What principal component analysis says of the same rows: [n], the squared distance to the middle in units of each component's deviation (Shyu et
   * al., 2003). Where it tells outliers apart as well, it is enough.
   */
  async pcaScores(data: Data, options: RunOptions = {}): Promise<NdArray<"float32">> {
    runOptions("pcaScores", options);
    const rows = await this.rows(data);
    this.pca ??= await pcaOf(this.learned.measure, options);
    return this.pca(rows, options);
  }

  /**
   * The whole detector as an ONNX file for any runtime: `examples` float32 [batch, features] in; `score`, `percentile` and `outlier` (int64) [batch],
   * `contributions` and `expected` [batch, features] out. Of a table, its raw columns in, and `contributions` [batch, columns] out.
   */
  toOnnx(): Uint8Array {
    return toOnnx(this.graph);
  }

  /** What that file holds. */
  get graph(): GraphSpec {
    return graphOf(this);
  }

  /** Writes a model folder, `config.json` with what else made it (`options`). In Node only. @throws OptionError before the first `fit`; DataError where the folder can't be written. */
  async save(path: string, saved: { dataset?: string; options?: Readonly<Record<string, unknown>> } = {}): Promise<void> {
    knownOptions("save", saved, { dataset: true, options: true });
    const { replaceFolder } = await modelFolders(WITHOUT_DISK);
    await replaceFolder(path, filesOf(stateOf(this), { versions: { node: process.version }, ...saved }));
  }

  /** Reads a detector from a model folder. In Node only. @throws DataError where the folder isn't one. */
  static async load(path: string): Promise<AnomalyDetector> {
    const { readFolder } = await modelFolders(WITHOUT_DISK);
    return made(await readFolder(path, DETECTOR_FILES, (files) => stateIn(files, path)));
  }

  /** The number of features of a row. */
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
    const graph = detectorGraph(this.learned);
    const wanted = Object.fromEntries(Object.keys(outputs).map((name) => [name, graph.outputs[name]!]));
    const results = await runOnRows(toOnnx({ ...graph, outputs: wanted }), await this.rows(data), outputs, options);
    expectScores(results.score.data);
    return results;
  }
}

/**
 * The files of a detector's folder by their names: config.json, model.safetensors (weights, scaling, reference rows, the scores of the rows held
 * out), detector.onnx, README.md and history.csv. @throws OptionError before the first `fit`; DataError where a number of it isn't finite, naming it.
 */
export const detectorFiles = (detector: AnomalyDetector, saved: DetectorSavedWith = {}): Record<string, Uint8Array | string> =>
  filesOf(stateOf(detector), saved);

/**
 * The detector in a folder's files, by their names. `path` is the folder's, for messages.
 * @throws DataError where they aren't a model's or broken; OptionError where the model isn't a detector.
 */
export const detectorFrom = (files: FolderFiles, path = ""): AnomalyDetector => made(stateIn(files, path));

function made({ settings, savedOptions, learned }: DetectorState): AnomalyDetector {
  const detector = new AnomalyDetector(settings);
  detector.savedOptions = savedOptions;
  return detector.adopt(learned);
}

/** @throws OptionError for a class of the user's own. */
function stateOf(detector: AnomalyDetector): DetectorState {
  if (detector.constructor === AnomalyDetector) return detector;
  throw new OptionError(
    `${detector.constructor.name} is a class of your own, and a saved detector is read as an AnomalyDetector. Save one of those: new AnomalyDetector(detector.settings).adopt(detector.learned).`,
  );
}

/** What a page is told, which has no disk. */
const WITHOUT_DISK = "Take detectorFiles and detectorFrom there.";
