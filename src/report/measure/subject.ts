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

/** Rows that stand for all where those would take long: for PCA, the variance, the codings, the columns. */
const SAMPLE = 20_000;
const DEFAULT_SEED = 42;

/** What is known of a training: `config.json` of a model folder has it. */
export type TrainedWith = Pick<ModelConfig, "options" | "seed">;

export interface MeasureOptions extends Omit<TaskOptions, "onNote"> {
  /** Seed of the map; the model's by default. */
  readonly seed?: number;
  /** What the model was trained with. */
  readonly trained?: TrainedWith;
  /** The figures of the training's epochs; the model's own by default. */
  readonly history?: readonly EpochLog[];
  /** Codings in the plane where they are made already, one for each row that is measured; else they are mapped here. */
  readonly map?: Places | undefined;
  /** Called when a step begins, with its name. */
  readonly onStep?: (step: string) => void;
}

type Settled = "runtime" | "seed" | "trained" | "history" | "onStep";

/** A model, its data, and the numbers about them that several sections of a report need. */
export interface Subject extends Required<Pick<MeasureOptions, Settled>>, Omit<MeasureOptions, Settled> {
  readonly autoencoder: Autoencoder;
  readonly data: ReportData;
  readonly isPictures: boolean;
  /** The reconstruction error of each example of the dataset [n]; `looked` are those of the rows that are measured. */
  readonly errors: Float32Array;
  readonly looked: Float32Array;
  /** Errors of the rows held out in the training, where other rows are measured. */
  readonly before?: Float32Array | undefined;
  /** What errors of rows held out are like. */
  readonly calibration: Calibration;
  /** A sample of the rows that are measured, with their reconstructions and codings. */
  readonly rows: Examples;
  readonly reconstructions: NdArray<"float32">;
  readonly codings: NdArray<"float32">;
  /** A sample of the rows that were learned from (of `rows` where those aren't known), with each feature's mean and variance. */
  readonly known: Examples;
  readonly moments: FeatureMoments;
}

/**
 * Reconstructs and encodes a report's data.
 * @throws ShapeError where they aren't of the shape that the model takes; DataError where its errors aren't numbers.
 */
export async function subjectOf(autoencoder: Autoencoder, data: ReportData, options: MeasureOptions): Promise<Subject> {
  const { onStep = () => undefined, onProgress, signal, ...others } = options;
  const seed = options.seed ?? autoencoder.settings.seed ?? DEFAULT_SEED;
  const runtime = options.runtime ?? (await defaultRuntime());
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
  if (!calibration) throw new DataError(`The model's errors on ${dataset.name} aren't numbers. Look at its loss.`);
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
