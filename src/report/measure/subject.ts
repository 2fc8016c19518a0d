import type { Autoencoder } from "../../autoencoders/autoencoder.ts";
import { type FeatureMoments, featureMoments } from "../../autoencoders/variance-kept.ts";
import { DataError } from "../../core/errors.ts";
import type { NdArray } from "../../core/ndarray.ts";
import { workProgress } from "../../core/progress.ts";
import { sampleOf, spread, takeRows } from "../../core/rows.ts";
import { count } from "../../core/words.ts";
import type { ModelConfig } from "../../models/config.ts";
import { defaultRuntime } from "../../runtime/default.ts";
import { type Calibration, calibrate } from "../../scoring/calibration.ts";
import type { TaskOptions } from "../../tasks/options.ts";
import type { EpochLog } from "../../training/history.ts";
import { arePictures, type Places, type ReportData } from "./data.ts";
import { type Examples, errorsOf } from "./measures.ts";

/**
 * Number of rows in the sample that is used for PCA, the variance, the codings and the columns, where all rows would take long.
 */
const SAMPLE = 20_000;
const DEFAULT_SEED = 42;

/** The options and the seed of a training, as in the `config.json` of a model folder. */
export type TrainedWith = Pick<ModelConfig, "options" | "seed">;

/** The options of `measure`. */
export interface MeasureOptions extends Omit<TaskOptions, "onNote"> {
  /** Seed of the map (by default the model's, or 42). */
  readonly seed?: number;
  /** Options and seed that the model was trained with. */
  readonly trained?: TrainedWith;
  /** Logs of the training's epochs (by default the model's history). */
  readonly history?: readonly EpochLog[];
  /** An existing map, with one point for each measured row. By default, the report makes one. */
  readonly map?: Places | undefined;
  /** Called with the name of each step when it begins. */
  readonly onStep?: (step: string) => void;
}

type Settled = "runtime" | "seed" | "trained" | "history" | "onStep";

/** A model, its data, and the numbers that several sections of a report need. */
export interface Subject extends Required<Pick<MeasureOptions, Settled>>, Omit<MeasureOptions, Settled> {
  readonly autoencoder: Autoencoder;
  readonly data: ReportData;
  readonly isPictures: boolean;
  /** Reconstruction error of each example of the dataset [n]. */
  readonly errors: Float32Array;
  /** Reconstruction errors of the measured rows. */
  readonly looked: Float32Array;
  /** Errors of the rows held out in the training, if the report measures other rows. */
  readonly before?: Float32Array | undefined;
  /** The distribution of the errors of held-out rows. */
  readonly calibration: Calibration;
  /** A sample of the measured rows. */
  readonly rows: Examples;
  /** Reconstructions and codings of `rows`. */
  readonly reconstructions: NdArray<"float32">;
  readonly codings: NdArray<"float32">;
  /**
   * A sample of the training set, or of `rows` if the training set isn't available, with each feature's mean and variance in
   * `moments`.
   */
  readonly known: Examples;
  readonly moments: FeatureMoments;
}

/**
 * Reconstructs and encodes the data of a report.
 * @throws ShapeError if the examples don't have the model's input shape; DataError if its errors aren't finite.
 */
export async function subjectOf(autoencoder: Autoencoder, data: ReportData, options: MeasureOptions): Promise<Subject> {
  const { onStep = () => undefined, onProgress, signal, ...others } = options;
  const seed = options.seed ?? autoencoder.settings.seed ?? DEFAULT_SEED;
  const runtime = options.runtime ?? (await defaultRuntime({ device: options.device }));
  const scored = async (examples: Examples, what: string) => {
    const total = examples.shape[0]!;
    onStep(`reconstructing ${count(total)} ${what} …`);
    return errorsOf(autoencoder, examples, { runtime, signal, onRows: workProgress("examples", total, onProgress) });
  };
  const { dataset, from, learned, heldOut, isTraining } = data;
  const errors = await scored(dataset.examples, `examples of ${dataset.name}`);
  const looked = errors.subarray(from);
  const before = !isTraining && heldOut ? await scored(heldOut.examples, "examples held out in the training") : undefined;
  const calibration = autoencoder.calibration ?? calibrate(before ?? looked);
  if (!calibration)
    throw new DataError(
      `The model's reconstruction errors on ${dataset.name} aren't finite. Check whether its loss became NaN in training, and train it again with a lower learning rate.`,
    );
  const rows = takeRows(dataset.examples, spread(from, errors.length, SAMPLE));
  const known = sampleOf(learned?.examples ?? rows, SAMPLE);
  return {
    trained: { options: {}, seed },
    history: autoencoder.history,
    ...others,
    seed,
    runtime,
    onStep,
    onProgress,
    signal,
    autoencoder,
    data,
    isPictures: arePictures(dataset.examples),
    errors,
    looked,
    before,
    calibration,
    rows,
    reconstructions: await autoencoder.reconstruct(rows, { runtime }),
    codings: await autoencoder.transform(rows, { runtime }),
    known,
    moments: featureMoments(known),
  };
}
