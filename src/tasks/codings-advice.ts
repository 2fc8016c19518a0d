import type { Autoencoder } from "../autoencoders/index.ts";
import { featureMoments, varianceLost } from "../autoencoders/variance-kept.ts";
import { DataError, OptionError } from "../core/errors.ts";
import { type NdArray, ndarray, sizeOf } from "../core/ndarray.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { permutation, random } from "../core/random.ts";
import { takeRows } from "../core/rows.ts";
import { shown } from "../core/words.ts";
import { kneeOf, type SizeError } from "../manifold/knee.ts";
import { Pca } from "../manifold/pca.ts";
import { trustworthiness } from "../manifold/quality.ts";
import { defaultRuntime } from "../runtime/default.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { earlyStopping } from "../training/index.ts";

export interface CodingsAdviceOptions {
  /** Numbers of codings to try, in rising order; half octaves (1, 2, 3, 4, 6, 8, 12, …, 64) and one less than the features by default. */
  readonly sizes?: readonly number[];
  /** How many seeds each size is trained with, from `seed` on; 3 by default. */
  readonly seeds?: number;
  /** Of the first training, and of the rows that are drawn; 42 by default. */
  readonly seed?: number;
  /** Rows that are learned from at most; 10,000 by default, and a fifth as many that are measured. */
  readonly rows?: number;
  /** Steps of a training at most; 2,000 by default. */
  readonly steps?: number;
  /** Rows of a step; 64 by default. */
  readonly batchSize?: number;
  /** Training ends after so many, with the trainings that are done; no limit by default. */
  readonly seconds?: number;
  readonly runtime?: Runtime;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: CodingsAdviceProgress) => void;
}

const ADVICE_OPTIONS: OptionNames<CodingsAdviceOptions> = {
  sizes: true,
  seeds: true,
  seed: true,
  rows: true,
  steps: true,
  batchSize: true,
  seconds: true,
  runtime: true,
  signal: true,
  onProgress: true,
};

export interface CodingsAdviceProgress {
  /** Trainings that are done, of how many. */
  readonly done: number;
  readonly of: number;
  /** Of the one that runs. */
  readonly codings: number;
  readonly seed: number;
  readonly examplesPerSecond?: number;
  /** Since the first began. */
  readonly seconds: number;
}

/** What a training with so many codings came to, on rows that it hasn't learned from. */
export interface CodingsTrial extends SizeError {
  readonly seed: number;
  /** The model's own. */
  readonly loss: number;
  /** Whether neighbours among the codings are neighbours among the rows. */
  readonly trustworthiness: number;
  readonly seconds: number;
}

export interface SizeAdvice {
  readonly codings: number;
  readonly trials: readonly CodingsTrial[];
  /** The share of variance that as many principal components lose of the same rows; undefined where there are too many features for PCA. */
  readonly pca?: number;
}

export interface CodingsAdvice {
  /** The median over the seeds; undefined where no seed came through the sizes. */
  readonly chosen?: number;
  /** What each seed that came through all sizes would choose. */
  readonly bySeed: readonly { readonly seed: number; readonly knee?: number; readonly enough: number; readonly chosen: number }[];
  readonly sizes: readonly SizeAdvice[];
  /** What it was learned from and measured on, and for how long at most. */
  readonly budget: { readonly rows: number; readonly heldOut: number; readonly epochs: number; readonly batchSize: number };
  /** Why not all trainings were done, where they weren't. */
  readonly stopped?: "interrupted" | "time";
}

const LADDER = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64];
const LEAST_ROWS = 20;
const LEAST_HELD = 5;
const PATIENCE = 5;
/** Neighbours that trustworthiness looks at, of so many rows. */
const NEIGHBORS = 5;
const LOOKED_AT = 500;
/** PCA of more features takes minutes. */
const WIDEST_PCA = 1024;

/**
 * Advises on the number of codings: trains each of several sizes with several seeds on a sample of the rows and for a while only, and finds the size after which
 * more codings bring little (`kneeOf`), seed by seed. The seeds come one after the other, so that a run that is stopped has whole curves.
 * @param make an autoencoder that hasn't learned, of so many codings and of a seed.
 * @throws OptionError where a size isn't below the number of features; DataError where there are fewer than two features, or too few rows.
 */
export async function adviseCodings(
  make: (codings: number, seed: number) => Autoencoder,
  { train, validation }: { readonly train: NdArray; readonly validation: NdArray },
  options: CodingsAdviceOptions = {},
): Promise<CodingsAdvice> {
  const known = knownOptions("adviseCodings", options, ADVICE_OPTIONS);
  const { seeds = 3, seed = 42, rows = 10_000, steps = 2000, batchSize = 64 } = known;
  for (const [name, value] of Object.entries({ seeds, rows, steps, batchSize }))
    if (!Number.isInteger(value) || value < 1)
      throw new OptionError(`${name} is a whole number of at least 1, but this is ${shown(value)}.`);
  expectEnough(train, validation);
  const shape = train.shape.slice(1);
  const features = sizeOf(shape);
  // A convolutional autoencoder's codings are maps, each of several numbers.
  const perCoding = sizeOf(make(1, seed).buildFor(shape).encoder.outputShape);
  const sizes = options.sizes ?? ladder(Math.ceil(features / perCoding) - 1);
  expectSizes(sizes, features, perCoding);
  const runtime = options.runtime ?? (await defaultRuntime());
  const learned = sampleOf(train, rows, seed);
  const held = sampleOf(validation, Math.max(LEAST_HELD, Math.ceil(rows / 5)), seed);
  const { mean } = featureMoments(learned);
  const measured = { held, filled: filledWith(held, mean), mean };
  const epochs = Math.max(1, Math.floor(steps / Math.ceil(learned.shape[0]! / batchSize)));

  const plan = Array.from({ length: seeds }, (_, i) => sizes.map((codings) => ({ codings, seed: seed + i }))).flat();
  const trials: CodingsTrial[] = [];
  const outOfTime = new AbortController();
  const timer = options.seconds === undefined ? undefined : setTimeout(() => outOfTime.abort(), 1000 * options.seconds);
  const signal = AbortSignal.any([outOfTime.signal, ...(options.signal ? [options.signal] : [])]);
  const began = performance.now();
  const passed = (since: number) => (performance.now() - since) / 1000;
  try {
    for (const { codings, seed } of plan) {
      const tell = (examplesPerSecond?: number) =>
        options.onProgress?.({ done: trials.length, of: plan.length, codings, seed, seconds: passed(began), examplesPerSecond });
      tell();
      const start = performance.now();
      const autoencoder = make(codings, seed);
      await autoencoder.fit(learned, {
        runtime,
        epochs,
        batchSize,
        // Only a table's loss leaves missing values out.
        validation: autoencoder.settings.table ? held : measured.filled,
        signal,
        trial: false,
        warn: false,
        callbacks: [earlyStopping({ patience: PATIENCE }), { onProgress: (progress) => tell(progress.examplesPerSecond) }],
      });
      if (signal.aborted) break;
      trials.push({ codings, seed, ...(await measure(autoencoder, measured, runtime)), seconds: passed(start) });
    }
  } finally {
    clearTimeout(timer);
  }
  const pca = await pcaCurve(
    filledWith(learned, mean),
    measured,
    sizes.map((size) => size * perCoding),
    runtime,
  );
  const bySeed = [...new Set(trials.map((trial) => trial.seed))].flatMap((seed) => {
    const curve = trials.filter((trial) => trial.seed === seed);
    return curve.length === sizes.length ? [{ seed, ...kneeOf(curve, features / perCoding) }] : [];
  });
  const chosen = bySeed.map((one) => one.chosen).sort((a, b) => a - b)[(bySeed.length - 1) >> 1];
  return {
    ...(chosen !== undefined && { chosen }),
    bySeed,
    sizes: sizes.flatMap((codings, i) => {
      const own = trials.filter((trial) => trial.codings === codings);
      return own.length > 0 ? [{ codings, trials: own, ...(pca && { pca: pca[i]! }) }] : [];
    }),
    budget: { rows: learned.shape[0]!, heldOut: held.shape[0]!, epochs, batchSize },
    ...(trials.length < plan.length && { stopped: options.signal?.aborted ? ("interrupted" as const) : ("time" as const) }),
  };
}

/** Half octaves up to the most that there may be, and that, or up to 64. */
const ladder = (most: number): readonly number[] => [
  ...LADDER.filter((size) => size < most),
  ...(most <= LADDER.at(-1)! ? [most] : []),
];

interface Measured {
  readonly held: NdArray;
  /** The same without missing values. */
  readonly filled: NdArray;
  readonly mean: Float64Array;
}

async function measure(autoencoder: Autoencoder, { held, filled, mean }: Measured, runtime: Runtime) {
  const { loss } = await autoencoder.trained.model.evaluate(held, autoencoder.settings.table ? held : filled, { runtime });
  const { share: error, standardError } = varianceLost(held, await autoencoder.reconstruct(held, { runtime }), mean);
  const codings = await autoencoder.transform(held, { runtime });
  const neighbors = Math.min(NEIGHBORS, Math.ceil(held.shape[0]! / 2) - 1);
  return {
    loss: loss!,
    error,
    standardError,
    trustworthiness: await trustworthiness(filled, codings, { neighbors, sample: LOOKED_AT }),
  };
}

/** The share of variance that each number of principal components loses of the rows held out. */
async function pcaCurve(
  learned: NdArray,
  { held, filled, mean }: Measured,
  widths: readonly number[],
  runtime: Runtime,
): Promise<readonly number[] | undefined> {
  if (mean.length > WIDEST_PCA) return undefined;
  const components = Math.min(widths.at(-1)!, learned.shape[0]!);
  const pca = await new Pca({ components }).fit(learned, { runtime });
  const along = await pca.transform(filled, { runtime });
  const lost: number[] = [];
  for (const width of widths) {
    const some = along.data.map((x, i) => (i % components < width ? x : 0));
    const restored = await pca.inverseTransform(ndarray("float32", along.shape, some), { runtime });
    lost.push(varianceLost(held, restored, mean).share);
  }
  return lost;
}

/** Some rows, drawn by the seed, in their order; all where there are no more. */
function sampleOf(examples: NdArray, most: number, seed: number): NdArray {
  const count = examples.shape[0]!;
  return count <= most ? examples : takeRows(examples, permutation(count, random(seed)).subarray(0, most).sort());
}

/** The mean in place of what is missing. */
function filledWith(examples: NdArray, mean: Float64Array): NdArray {
  if (examples.dtype !== "float32") return examples;
  const data = Float32Array.from(examples.data as Float32Array, (x, i) => (Number.isNaN(x) ? mean[i % mean.length]! : x));
  return ndarray("float32", examples.shape, data);
}

function expectEnough(train: NdArray, validation: NdArray): void {
  const [count, held] = [train.shape[0]!, validation.shape[0]!];
  if (count < LEAST_ROWS || held < LEAST_HELD)
    throw new DataError(
      `Advice on codings needs ${LEAST_ROWS} rows to learn from and ${LEAST_HELD} held out at least, but there are ${count} and ${held}. Say how many codings.`,
    );
}

function expectSizes(sizes: readonly number[], features: number, perCoding: number): void {
  const most = Math.ceil(features / perCoding) - 1;
  if (most < 1)
    throw new DataError(
      `Codings are fewer than what they stand for, but there ${features === 1 ? "is one feature" : `are ${features} features, and one coding is ${perCoding} numbers`}: there is no size to advise on.`,
    );
  const bad = sizes.findIndex((size, i) => !Number.isInteger(size) || size < 1 || size > most || size <= (sizes[i - 1] ?? 0));
  if (sizes.length === 0 || bad >= 0)
    throw new OptionError(`Sizes of codings are whole numbers from 1 to ${most}, rising, but these are ${sizes.join(", ")}.`);
}
