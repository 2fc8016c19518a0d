import type { AnomalyDetector } from "../anomalies/index.ts";
import { rowsOf } from "../anomalies/rows.ts";
import { type Autoencoder, windowScores } from "../autoencoders/index.ts";
import { OptionError } from "../core/errors.ts";
import { message, option } from "../core/message.ts";
import { type NdArray, ndarray, sizeOf } from "../core/ndarray.ts";
import type { RowWindows } from "../data/dataset.ts";
import { featureGroups, type TablePreprocessing } from "../data/tables/schema/columns.ts";
import { meansForMissing } from "../data/tables/schema/features.ts";
import { Pca } from "../manifold/index.ts";
import { WIDEST } from "../manifold/pca.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { Calibration } from "../scoring/calibration.ts";
import type { Measured } from "../scoring/causes.ts";
import { errorsByColumn, rowErrors } from "../scoring/errors.ts";
import { type Threshold, thresholdIn } from "../scoring/thresholds/index.ts";
import { type AlarmThreshold, alarmRate, thresholdForAlarms } from "../series/alarms.ts";
import type { SeriesDetector } from "../series/index.ts";
import type { Readings } from "../series/parts.ts";
import type { MeasuredReadings } from "../series/score.ts";
import { type FoundIntervals, type FoundIntervalsOptions, foundIntervals } from "./intervals.ts";

/** Measured rows, with the scores of PCA for comparison. */
export interface MeasuredBeside extends Measured {
  /** [rows]: scores of PCA, higher for unusual rows; NaN if PCA can't be computed. */
  readonly pca?: Float32Array;
}

/** A model that scores rows: an autoencoder with its reconstruction errors, or a detector. */
export interface Scorer {
  readonly table?: TablePreprocessing;
  readonly calibration: Calibration;
  /** How the calibration's threshold was chosen, unless a program has set another one. */
  readonly threshold: Threshold;
  /** The shape of one example. */
  readonly shape: readonly number[];
  /** Only for a detector of series. */
  readonly ofSeries?: OfSeriesScorer;
  /** Whether causes are useful: a single pixel explains little about an image. */
  readonly tellsWhy: boolean;
  /** Measures rows [n, …]. */
  measure(examples: NdArray): Promise<MeasuredBeside>;
  /** Measures rows by the windows that contain them. Only for a model of windows. */
  measureWindows(windows: RowWindows, onWindows: (done: number) => void): Promise<MeasuredBeside>;
}

/** What a detector of series knows besides the scores. */
export interface OfSeriesScorer {
  /** Finds the intervals with faults in readings that it measured. */
  intervals(measured: MeasuredBeside, windows: RowWindows, options: FoundIntervalsOptions): FoundIntervals;
  /** Returns the threshold for a rate of alarms, such as "1/week". @throws OptionError if it can't be read or measured. */
  thresholdFor(alarms: string): AlarmThreshold;
}

/** A model that scores rows. */
export type ScoringModel = Autoencoder | AnomalyDetector | SeriesDetector;

/** Creates a scorer for a loaded model. @throws OptionError if an autoencoder was trained without rows held out. */
export function scorerOf(model: ScoringModel, runtime: Runtime, name = "The model"): Scorer {
  if ("measureReadings" in model) return seriesScorer(model, runtime);
  return "explain" in model ? detectorScorer(model, runtime) : autoencoderScorer(model, runtime, name);
}

function seriesScorer(detector: SeriesDetector, runtime: Runtime): Scorer {
  const { table, learned } = detector;
  const { calibration, channels, step } = learned;
  const measuredBy = new WeakMap<MeasuredBeside, MeasuredReadings>();
  const measureSeries = async (readings: Readings, onWork?: (done: number, total: number) => void): Promise<MeasuredBeside> => {
    const measured = await detector.measureReadings(readings, { runtime, ...(onWork && { onWork }) });
    const { scores, errors, expected } = measured;
    const beside = { scores, errors: table ? byColumn(table, errors) : errors, expected };
    measuredBy.set(beside, measured);
    return beside;
  };
  return {
    ...(table && { table }),
    calibration,
    threshold: thresholdIn(detector.settings.threshold),
    shape: [channels.center.length],
    tellsWhy: true,
    ofSeries: {
      intervals: (measured, windows, options) => foundIntervals(learned, windows, measuredBy.get(measured)!, options),
      thresholdFor: (alarms) => thresholdForAlarms(calibration.alarms, alarmRate(alarms), step),
    },
    measure: (examples) => {
      const rows = rowsOf(examples);
      return measureSeries({ rows, parts: [Int32Array.from({ length: rows.shape[0]! }, (_, row) => row)] });
    },
    measureWindows: (windows, onWindows) =>
      measureSeries(windows, (done, total) => onWindows(Math.round((done / total) * windows.members.length))),
  };
}

function detectorScorer(detector: AnomalyDetector, runtime: Runtime): Scorer {
  const { table } = detector.settings;
  return {
    ...(table && { table }),
    calibration: detector.learned.calibration,
    threshold: thresholdIn(detector.settings.threshold),
    shape: [detector.learned.measure.scaling.scale.length],
    tellsWhy: true,
    async measure(examples) {
      const { score, contributions, expected } = await detector.explain(examples, { runtime });
      const pca = detector.settings.rows
        ? (await detector.pcaScores(examples, { runtime })).data
        : new Float32Array(score.data.length).fill(Number.NaN);
      return { scores: score.data, errors: table ? byColumn(table, contributions) : contributions, expected, pca };
    },
    measureWindows() {
      throw new OptionError(
        "A detector scores single rows, not windows of rows. Train an autoencoder with window to score windows.",
      );
    },
  };
}

/** Adds up the contributions of features by column. */
function byColumn(table: TablePreprocessing, { shape, data }: NdArray<"float32">): NdArray<"float32"> {
  const groups = featureGroups(table);
  const [rows, width] = shape as readonly [number, number];
  const sums = new Float32Array(rows * groups.length);
  for (let row = 0; row < rows; row++) {
    let at = row * width;
    groups.forEach(({ size }, column) => {
      for (let i = 0; i < size; i++) sums[row * groups.length + column]! += data[at + i]!;
      at += size;
    });
  }
  return ndarray("float32", [rows, groups.length], sums);
}

function autoencoderScorer(autoencoder: Autoencoder, runtime: Runtime, name: string): Scorer {
  const { calibration, features, settings, scales } = autoencoder;
  const { table } = settings;
  if (!calibration)
    throw new OptionError(
      message`${name} has no scores of held-out rows to compare with. If its training was killed, continue it with ${option("resume")}; otherwise train it again with ${option("validation")}.`,
    );
  const pcaOf = pcaScorer(sizeOf(autoencoder.trained.encoder.outputShape), runtime);
  return {
    ...(table && { table }),
    calibration,
    threshold: { method: "quantile", value: 0.99 },
    shape: autoencoder.trained.model.inputExampleShape,
    tellsWhy: table !== undefined || autoencoder.trained.model.inputExampleShape.length === 1,
    async measure(examples) {
      const expected = await autoencoder.reconstruct(examples, { runtime });
      const errors = errorsByColumn(examples, expected, { groups: features, scales });
      return { scores: rowErrors(errors).data, errors, expected, pca: await pcaOf(examples) };
    },
    measureWindows: ({ rows, members }, onWindows) => windowScores(autoencoder, rows, members, { runtime, onWindows }),
  };
}

/**
 * Returns a function that scores rows with PCA, fitted to the first rows, with as many components as codings. Missing values
 * count as the mean.
 */
function pcaScorer(codings: number, runtime: Runtime) {
  let pca: Pca | undefined;
  return async (examples: NdArray): Promise<Float32Array> => {
    const [rows, ...shape] = examples.shape as [number, ...number[]];
    // PCA can't be computed for too many features or for one row.
    if ((rows < 2 && !pca) || sizeOf(shape) > WIDEST) return new Float32Array(rows).fill(Number.NaN);
    const filled = meansForMissing(examples);
    pca ??= await new Pca({ components: Math.min(codings, rows, sizeOf(shape)) }).fit(filled, { runtime });
    return (await pca.scoreSamples(filled, { runtime })).data;
  };
}
