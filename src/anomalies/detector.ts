import { OptionError } from "../core/errors.ts";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { knownOptions } from "../core/options.ts";
import { type GraphSpec, input, toOnnx } from "../graph/index.ts";
import { Pca } from "../manifold/pca.ts";
import { type RunOptions, runOptions } from "../models/run-options.ts";
import type { EpochLog } from "../training/history.ts";
import { percentilesOf } from "./calibration.ts";
import { type AnomalyFitOptions, learn } from "./learn.ts";
import { expectScores } from "./measures.ts";
import { type AnomalyOptions, type Settings, settingsOf } from "./options.ts";
import { rowsOf, runOnRows } from "./rows.ts";
import { scaledTensor } from "./scaling.ts";
import { type Calibration, completed, detectorGraph, type Measure, tableDetectorGraph } from "./scoring.ts";
import { parseThreshold, type Threshold, thresholdFor } from "./thresholds.ts";

export interface Explanation {
  /** [n]: as `scoreSamples`. */
  readonly score: NdArray<"float32">;
  /** [n, features]: each column's part of the mean squared reconstruction error, in squares of its spread; 0 where it is missing or doesn't vary. */
  readonly contributions: NdArray<"float32">;
  /** [n, features]: what the autoencoders expect there, in the column's units. */
  readonly expected: NdArray<"float32">;
}

/** Of the greatest variance: directions with less of it are rounding. */
const LEAST_VARIANCE = 1e-6;

/** What a detector has learned. */
export interface FittedDetector {
  readonly measure: Measure;
  readonly calibration: Calibration;
  readonly history: readonly EpochLog[];
}

/**
 * Finds rows that are unlike the others, without labels. Autoencoders side by side, which learn from the nine tenths of each batch that they
 * reconstruct best, say what is expected of a row; a row's score is how far it is from that and from the rows nearest to it, each in units of what is
 * usual. Rows are float32 [n, features], columns in any units, NaN for a missing value, which counts as expected.
 */
export class AnomalyDetector {
  readonly settings: Settings;
  /** Of one that was loaded: all that `config.json` says of how it was made, which is saved with it again. */
  savedOptions: Readonly<Record<string, unknown>> = {};
  private fitted: FittedDetector | undefined;
  /** Of the rows learned from, made when it is first asked for. */
  private pca: Pca | undefined;

  /** @throws OptionError where an option isn't known or isn't in its range. */
  constructor(options: AnomalyOptions = {}) {
    this.settings = settingsOf(options);
    thresholdIn(this.settings.threshold);
  }

  /**
   * Learns from rows, some of which may be outliers; the same seed gives the same detector.
   * @throws DataError where there are fewer than 20 rows, none of the columns varies, a number is infinite (naming row and column), or too few rows
   * are held out for the threshold; TrainingError as `Sequential.fit`.
   */
  async fit(examples: NdArray, options: AnomalyFitOptions = {}): Promise<this> {
    const known = knownOptions("fit", options, { runtime: true, callbacks: true, signal: true });
    const { measure, calibration, history } = await learn(rowsOf(examples), this.settings, known);
    const threshold = thresholdFor(thresholdIn(this.settings.threshold), calibration.held);
    return this.adopt({ measure, calibration: { ...calibration, threshold }, history });
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

  /** A row is an outlier where its score is greater. */
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
    const scores = others?.scores.data ?? calibration.held;
    const { labels } = others ?? {};
    const value = thresholdFor(
      thresholdIn(threshold),
      scores,
      labels && "data" in labels ? Array.from(labels.data, Number) : labels,
    );
    this.fitted = { ...rest, calibration: { ...calibration, threshold: value } };
    return value;
  }

  /** How strange each row is: [n], 0 for a row as in the middle of those learned from, higher is stranger. It doesn't depend on the rows beside it. */
  async scoreSamples(examples: NdArray, options: RunOptions = {}): Promise<NdArray<"float32">> {
    return (await this.run(examples, { score: [] }, runOptions("scoreSamples", options))).score;
  }

  /** 1 for an outlier, else 0: uint8 [n]. */
  async predict(examples: NdArray, options: RunOptions = {}): Promise<NdArray<"uint8">> {
    return this.flag(await this.scoreSamples(examples, runOptions("predict", options)));
  }

  /** The same from scores. @throws DataError where a score is NaN. */
  flag({ data }: NdArray<"float32">): NdArray<"uint8"> {
    expectScores(data);
    const threshold = Math.fround(this.threshold);
    return ndarray(
      "uint8",
      [data.length],
      Uint8Array.from(data, (score) => (score > threshold ? 1 : 0)),
    );
  }

  /** How strange rows are, which columns make them so, and what was expected of those. */
  explain(examples: NdArray, options: RunOptions = {}): Promise<Explanation> {
    runOptions("explain", options);
    const width = this.learned.measure.scaling.scale.length;
    return this.run(examples, { score: [], contributions: [width], expected: [width] }, options);
  }

  /** 0 to 100: how many percent of the rows that were held out score no higher. */
  percentile(scores: NdArray<"float32">): NdArray<"float32"> {
    return percentilesOf(scores, this.learned.calibration.held);
  }

  /**
   * What principal component analysis says of the same rows: [n], the squared distance to the middle in units of each component's deviation (Shyu et
   * al., 2003). Where it tells outliers apart as well, it is enough.
   */
  async pcaScores(examples: NdArray, options: RunOptions = {}): Promise<NdArray<"float32">> {
    runOptions("pcaScores", options);
    const { reference, scaling, ensemble } = this.learned.measure;
    const rows = rowsOf(examples, scaling.scale.length);
    const x = input("examples", "float32", ["batch", scaling.scale.length]);
    const onnx = toOnnx({ name: "scaled", inputs: [x], outputs: { rows: completed(scaledTensor(x, scaling), ensemble) } });
    const { rows: whole } = await runOnRows(onnx, rows, { rows: [reference.shape[1]!] }, options);
    this.pca ??= await new Pca({ whiten: true }).fit(reference, options);
    const { data, shape } = await this.pca.transform(whole, options);
    const variances = this.pca.explainedVariance.data;
    // Along a direction in which nothing varies, anything would be endlessly far off.
    const scores = Float32Array.from({ length: shape[0]! }, (_, row) =>
      data
        .subarray(row * shape[1]!, (row + 1) * shape[1]!)
        .reduce((sum, x, i) => sum + (variances[i]! > LEAST_VARIANCE * variances[0]! ? x * x : 0), 0),
    );
    return ndarray("float32", [shape[0]!], scores);
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
    const { measure, calibration } = this.learned;
    const { table } = this.settings;
    return table ? tableDetectorGraph(measure, calibration, table) : detectorGraph(measure, calibration);
  }

  /** Writes a model folder, `config.json` with what else made it (`options`). In Node only. @throws OptionError before the first `fit`; DataError where the folder can't be written. */
  async save(path: string, saved: { dataset?: string; options?: Readonly<Record<string, unknown>> } = {}): Promise<void> {
    knownOptions("save", saved, { dataset: true, options: true });
    await (await folders()).saveDetector(this, path, saved);
  }

  /** Reads a detector from a model folder. In Node only. @throws DataError where the folder isn't one. */
  static async load(path: string): Promise<AnomalyDetector> {
    return (await folders()).loadDetector(path);
  }

  private async run<K extends string>(
    examples: NdArray,
    outputs: Readonly<Record<K | "score", readonly number[]>>,
    options: RunOptions,
  ): Promise<Record<K | "score", NdArray<"float32">>> {
    const { measure, calibration } = this.learned;
    const graph = detectorGraph(measure, calibration);
    const wanted = Object.fromEntries(Object.keys(outputs).map((name) => [name, graph.outputs[name]!]));
    const rows = rowsOf(examples, measure.scaling.scale.length);
    const results = await runOnRows(toOnnx({ ...graph, outputs: wanted }), rows, outputs, options);
    expectScores(results.score.data);
    return results;
  }
}

const thresholdIn = (threshold: string | Threshold): Threshold =>
  typeof threshold === "string" ? parseThreshold(threshold) : threshold;

/** What reads and writes model folders; a page has nothing in its place (`browser` in package.json). */
async function folders() {
  const module = await import("./folder.node.ts");
  if (!module.saveDetector)
    throw new OptionError(
      "Model folders are read and written in Node; a page has no disk. Take detectorFiles and detectorFrom there.",
    );
  return module;
}
