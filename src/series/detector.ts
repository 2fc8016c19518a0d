import { DETECTOR_FILES, type DetectorSavedWith } from "../anomalies/detector-folder.ts";
import { rowsOf } from "../anomalies/rows.ts";
import { OptionError } from "../core/errors.ts";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { guard } from "../core/running.ts";
import type { Data } from "../data/given/data.ts";
import { asDataset, asExamples, type Known } from "../data/given/dataset.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import { seriesParts } from "../data/windows.ts";
import { type GraphSpec, toOnnx } from "../graph/index.ts";
import type { FolderFiles } from "../models/config.ts";
import type { RunOptions } from "../models/index.ts";
import { modelFolders } from "../models/model-folders.ts";
import { RUN_OPTIONS } from "../models/run-options.ts";
import { closePrograms } from "../runtime/own-programs.ts";
import { percentileOf } from "../scoring/calibration.ts";
import { expectScores } from "../scoring/measures.ts";
import { seriesFilesOf, seriesStateIn } from "./files.ts";
import type { FittedSeries, SeriesState } from "./fitted.ts";
import { readingsInIntervals, type SeriesInterval, seriesIntervals } from "./intervals.ts";
import { type LearnSeriesOptions, learnSeries } from "./learn.ts";
import { lastReadingGraph } from "./onnx.ts";
import { type SeriesOptions, type SeriesSettings, seriesSettings } from "./options.ts";
import { evenSeries, type Readings } from "./parts.ts";
import { type MeasuredReadings, type MeasureReadingsOptions, measureReadings } from "./score.ts";
import { SeriesWatch, type WatchOptions } from "./watch.ts";

/** Which series the readings belong to, and when they were taken. */
export interface SeriesOfReadings {
  /** The series of each reading [n], such as the number of its machine; by default, all are of one series. */
  readonly groups?: ArrayLike<number>;
  /** The time of each reading [n], in milliseconds since 1970; by default, readings are in order and equally far apart. */
  readonly times?: ArrayLike<number>;
}

/** Options of `SeriesDetector.fit`. */
export interface SeriesFitOptions extends SeriesOfReadings, LearnSeriesOptions {}

/** Options of the methods that score readings. */
export interface SeriesScoreOptions extends SeriesOfReadings, RunOptions {}

/** Scores of readings with their explanations. */
export interface SeriesExplanation {
  /** Scores [n], as from `scoreSamples`. */
  readonly score: NdArray<"float32">;
  /** How much each channel contributes to the score [n, channels]. */
  readonly contributions: NdArray<"float32">;
  /** Expected values [n, channels], in the channels' units; NaN where no window says anything. */
  readonly expected: NdArray<"float32">;
  /** For each channel [channels], the distance from the expected values within which 95 % of the readings were that it hadn't learned from. */
  readonly band: NdArray<"float32">;
}

const OF_READINGS: OptionNames<SeriesOfReadings> = { groups: true, times: true };
const FIT: OptionNames<SeriesFitOptions> = { ...OF_READINGS, ...RUN_OPTIONS, signal: true, onNote: true, onWork: true };
const SCORE: OptionNames<SeriesScoreOptions> = { ...OF_READINGS, ...RUN_OPTIONS };

/**
 * Finds faults in series of readings, without labels: spikes, drifts, stuck values, missing cycles, other levels, variances or shapes.
 * It looks at windows of several lengths. For each length a detector learns from features of the windows: their statistics and their
 * shape. A window's score combines the error of its reconstruction from codings, the distance to the nearest usual windows, and how
 * rare its features are. A reading's score joins the windows that contain it. docs/sequences.md describes the parts.
 * @example
 * const detector = await new SeriesDetector().fit(readings, { times }); // [n, channels], NaN where a value is missing
 * const scores = await detector.scoreSamples(newReadings, { times: newTimes });
 */
export class SeriesDetector {
  private readonly told: SeriesSettings;
  /** Options in the `config.json` of a loaded detector, which are saved with it again. */
  savedOptions: Readonly<Record<string, unknown>> = {};
  private fitted: FittedSeries | undefined;

  /** @throws OptionError if an option is unknown or outside its range. */
  constructor(options: SeriesOptions = {}) {
    this.told = seriesSettings(options);
  }

  /** The options with their defaults. */
  get settings(): SeriesSettings {
    return this.told;
  }

  /** Preprocessing that turns a table's columns into channels, from the options. */
  get table(): TablePreprocessing | undefined {
    return this.told.table;
  }

  /**
   * Learns from readings, some of which may be faulty. The same seed gives the same detector, and a second call begins again.
   * @param data - readings [n, channels] in any form (`Data`); [n] for one channel. A series needs at least 26 readings.
   * @throws DataError if there are too few readings, no channel varies, or a number is infinite.
   * @throws OptionError if a rate of alarms is in a time, and there are no `times`.
   */
  async fit(data: Data, options: SeriesFitOptions = {}): Promise<this> {
    const { groups, times, ...known } = knownOptions("fit", options, FIT);
    const rows = rowsOf((await asDataset(data)).examples);
    return this.adopt(await learnSeries(evenSeries(readingsOf(rows, { groups, times })), this.told, known));
  }

  /** Learns from readings whose series are known. */
  async fitReadings(readings: Readings, options: LearnSeriesOptions = {}): Promise<this> {
    return this.adopt(await learnSeries(evenSeries(readings), this.told, options));
  }

  /** Uses the result of another detector's training. */
  adopt(fitted: FittedSeries): this {
    this.fitted = fitted;
    return this;
  }

  /** Result of the training. @throws OptionError before the first `fit`. */
  get learned(): FittedSeries {
    if (!this.fitted) throw new OptionError("The detector isn't trained yet. Call fit first, or load one.");
    return this.fitted;
  }

  /** Score above which a reading is an outlier. @throws OptionError before the first `fit`. */
  get threshold(): number {
    return this.learned.calibration.threshold;
  }

  /** Scores readings: float32 [n], about 0 for a usual reading, and higher for a more unusual one. NaN in a series without enough readings. */
  async scoreSamples(data: Data, options: SeriesScoreOptions = {}): Promise<NdArray<"float32">> {
    return (await this.explainAs("scoreSamples", data, options)).score;
  }

  /** Returns 1 for each outlier, which is a reading in an interval with a fault, and 0 for each other reading: uint8 [n]. */
  async predict(data: Data, options: SeriesScoreOptions = {}): Promise<NdArray<"uint8">> {
    const { measured, found } = await this.intervalsAs("predict", data, options);
    const count = measured.scores.length;
    return ndarray("uint8", [count], readingsInIntervals(found, measured.parts, count));
  }

  /** Scores readings, and returns the contribution of each channel and the expected values. */
  async explain(data: Data, options: SeriesScoreOptions = {}): Promise<SeriesExplanation> {
    return this.explainAs("explain", data, options);
  }

  /** Returns the intervals with outliers, the highest score first. Outliers that are near each other belong to one interval. */
  async intervals(data: Data, options: SeriesScoreOptions = {}): Promise<SeriesInterval[]> {
    return (await this.intervalsAs("intervals", data, options)).found;
  }

  /** Returns the percentage of readings that weren't learned from and have no higher score, 0 to 100, for scores [n]. */
  percentile({ data }: NdArray<"float32">): NdArray<"float32"> {
    expectScores(data);
    const { calibration } = this.learned;
    return ndarray(
      "float32",
      [data.length],
      data.map((score) => percentileOf(calibration, score)),
    );
  }

  /** Scores readings whose series are known. */
  measureReadings(readings: Readings, options: MeasureReadingsOptions = {}): Promise<MeasuredReadings> {
    return measureReadings(this.learned, readings, options);
  }

  /**
   * Scores readings one at a time, as they come, by the readings until each one.
   * @param options - the state of an earlier watch, a threshold, the runtime, and what to do with notes about drift.
   * @throws OptionError before the first `fit`. @throws DataError if the state is one of another detector.
   * @example
   * const watch = detector.watch();
   * const scored = await watch.push([20.5, 1013], Date.now());
   * if (scored?.outlier) console.log(scored.score, scored.causes);
   */
  watch(options: WatchOptions = {}): SeriesWatch {
    return new SeriesWatch(this, options);
  }

  /**
   * Returns the detector as an ONNX file for any runtime, which scores the last reading of a series. The input is `examples`, float32
   * [batch, readings, channels]: as many readings at even times as the longest window has, the oldest first, NaN where a value is missing. The
   * outputs are `score`, `percentile` and `outlier` (int64) [batch], `contributions` and `expected` [batch, channels]. The scores come
   * from the windows that end at the reading; the README.md of a saved detector says how they differ from `scoreSamples`.
   */
  toOnnx(): Uint8Array {
    return toOnnx(this.graph);
  }

  /** Graph in that file. */
  get graph(): GraphSpec {
    return lastReadingGraph(this.learned);
  }

  /**
   * Saves a model folder (Node only).
   * @param saved - other data to save, such as the name of the training data for the README.
   * @throws OptionError before the first `fit`.
   * @throws DataError if the folder can't be written.
   */
  async save(path: string, saved: DetectorSavedWith = {}): Promise<void> {
    const { replaceFolder } = await modelFolders(WITHOUT_DISK);
    await replaceFolder(path, seriesDetectorFiles(this, { versions: { node: process.version }, ...saved }));
  }

  /** Loads a detector from a model folder (Node only). @throws DataError if the folder doesn't contain one. */
  static async load(path: string): Promise<SeriesDetector> {
    const { readFolder } = await modelFolders(WITHOUT_DISK);
    return made(await readFolder(path, DETECTOR_FILES, (files) => seriesStateIn(files, path)));
  }

  /** Frees the memory of the compiled programs. The detector can still be used. */
  async dispose(): Promise<void> {
    for (const { measure } of this.fitted?.lengths ?? []) await closePrograms(measure);
  }

  private async given(where: string, data: Data, options: SeriesScoreOptions) {
    const known = knownOptions(where, options, SCORE);
    const width = this.learned.channels.center.length;
    const of: Known = { table: this.table, shape: [width] };
    return { rows: rowsOf(await asExamples(data, of), width), ...known };
  }

  private async intervalsAs(where: string, data: Data, options: SeriesScoreOptions) {
    const { rows, ...of } = await this.given(where, data, options);
    const measured = await this.measureReadings(readingsOf(rows, of), { runtime: of.runtime });
    return { measured, found: seriesIntervals(rows, measured, { threshold: this.threshold, around: this.learned.around }) };
  }

  private async explainAs(where: string, data: Data, options: SeriesScoreOptions): Promise<SeriesExplanation> {
    const { rows, ...of } = await this.given(where, data, options);
    const { scores, errors, expected } = await this.measureReadings(readingsOf(rows, of), { runtime: of.runtime });
    const { band } = this.learned;
    return {
      score: ndarray("float32", [scores.length], scores),
      contributions: errors,
      expected,
      band: ndarray("float32", [band.length], band),
    };
  }
}

guard(SeriesDetector, {
  changing: ["fit", "fitReadings"],
  reading: ["scoreSamples", "predict", "explain", "intervals", "measureReadings"],
});

/**
 * Returns the files of a detector's folder by their names: config.json, model.safetensors, detector.onnx, README.md and history.csv.
 * @throws OptionError before the first `fit`, and for a subclass.
 * @throws DataError if one of its numbers isn't finite, naming it.
 */
export function seriesDetectorFiles(
  detector: SeriesDetector,
  saved: DetectorSavedWith = {},
): Record<string, Uint8Array | string> {
  if (detector.constructor !== SeriesDetector)
    throw new OptionError(
      `${detector.constructor.name} is your own class, but a saved detector is loaded as a SeriesDetector. Save one of those: new SeriesDetector(detector.settings).adopt(detector.learned).`,
    );
  return seriesFilesOf(detector, saved);
}

/**
 * Loads a detector from the files of its folder.
 * @param files - the files by their names.
 * @param path - path of the folder, for messages.
 * @throws DataError if the files aren't a model's, or are broken.
 * @throws OptionError if the model isn't a detector for series.
 */
export const seriesDetectorFrom = (files: FolderFiles, path = ""): SeriesDetector => made(seriesStateIn(files, path));

function made({ settings, savedOptions, learned }: SeriesState): SeriesDetector {
  const detector = new SeriesDetector(settings);
  detector.savedOptions = savedOptions;
  return detector.adopt(learned);
}

/** Advice for a page, which has no disk. */
const WITHOUT_DISK = "Use seriesDetectorFiles and seriesDetectorFrom there.";

const readingsOf = (rows: NdArray<"float32">, { groups, times }: SeriesOfReadings): Readings => ({
  rows,
  parts: seriesParts(rows.shape[0]!, { groups, order: times }),
  times: times && Float64Array.from(times),
});
