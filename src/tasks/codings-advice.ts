import type { Autoencoder } from "../autoencoders/index.ts";
import { featureMoments, varianceLost } from "../autoencoders/variance-kept.ts";
import { DataError, OptionError } from "../core/errors.ts";
import { type NdArray, ndarray, sizeOf } from "../core/ndarray.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { permutation, random } from "../core/random.ts";
import { takeRows } from "../core/rows.ts";
import { counted, shown } from "../core/words.ts";
import { kneeOf, type SizeError } from "../manifold/knee.ts";
import { Pca } from "../manifold/pca.ts";
import { trustworthiness } from "../manifold/quality.ts";
import { defaultRuntime } from "../runtime/default.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { earlyStopping } from "../training/index.ts";

/** Options of `adviseCodings`. */
export interface CodingsAdviceOptions {
  /**
   * Numbers of codings to try, in rising order. Default: 1, 2, 3, 4, 6, 8, 12, …, 64 and one less than the number of features.
   */
  readonly sizes?: readonly number[];
  /** Number of seeds that each size is trained with, beginning with `seed`. Default: 3. */
  readonly seeds?: number;
  /** Seed of the first training and of the sample of rows. Default: 42. */
  readonly seed?: number;
  /** Maximum number of rows for training. At most a fifth of this number is used for measuring. Default: 10,000. */
  readonly rows?: number;
  /** Maximum number of steps of each training. Default: 2,000. */
  readonly steps?: number;
  /** Batch size. Default: 64. */
  readonly batchSize?: number;
  /** Time limit in seconds, after which only the finished trainings are used. Default: no limit. */
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

/** The progress of `adviseCodings`. */
export interface CodingsAdviceProgress {
  /** Number of finished trainings. */
  readonly done: number;
  /** Number of all trainings. */
  readonly of: number;
  /** Number of codings in the running training. */
  readonly codings: number;
  /** Seed of the running training. */
  readonly seed: number;
  readonly examplesPerSecond?: number;
  /** Seconds since the first training began. */
  readonly seconds: number;
}

/** The result of a training with a number of codings, measured on held-out rows. */
export interface CodingsTrial extends SizeError {
  readonly seed: number;
  /** The model's loss. */
  readonly loss: number;
  /** How well neighbours among the codings are neighbours among the rows, from 0 to 1. */
  readonly trustworthiness: number;
  readonly seconds: number;
}

/** The trainings with one number of codings. */
export interface SizeAdvice {
  readonly codings: number;
  readonly trials: readonly CodingsTrial[];
  /** Share of variance that the same number of principal components loses; undefined if there are too many features for PCA. */
  readonly pca?: number;
}

/** The result of `adviseCodings`. */
export interface CodingsAdvice {
  /** Chosen number of codings, the median over the seeds; undefined if no seed finished all sizes. */
  readonly chosen?: number;
  /** The choice of each seed that finished all sizes. */
  readonly bySeed: readonly { readonly seed: number; readonly knee?: number; readonly enough: number; readonly chosen: number }[];
  readonly sizes: readonly SizeAdvice[];
  /** Number of rows for training and for measuring, and the limits of each training. */
  readonly budget: { readonly rows: number; readonly heldOut: number; readonly epochs: number; readonly batchSize: number };
  /** Why some trainings weren't done; undefined if all were. */
  readonly stopped?: "interrupted" | "time";
}

const LADDER = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64];
const LEAST_ROWS = 20;
const LEAST_HELD = 5;
const PATIENCE = 5;
/** Number of neighbours for trustworthiness, and of rows that it is measured on. */
const NEIGHBORS = 5;
const LOOKED_AT = 500;
/** Maximum number of features for PCA, which takes minutes for more. */
const WIDEST_PCA = 1024;

/**
 * Advises on the number of codings. Trains each of several sizes with several seeds for a short time on a sample of the rows. For
 * each seed, it finds the size after which more codings improve little (`kneeOf`). One seed after the other tries all sizes, so
 * that a stopped run has complete curves.
 * @param make - creates an untrained autoencoder with a number of codings and a seed.
 * @param data - examples for training [n, …], and held-out examples [m, …] to measure on.
 * @throws OptionError if a size isn't below the number of features; DataError if there are fewer than two features or too few
 * rows.
 * @example
 * const make = (codings: number, seed: number) => new StackedAutoencoder({ codings, seed });
 * const { chosen } = await adviseCodings(make, { train, validation });
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
      throw new OptionError(`${name} must be a whole number of at least 1, but it is ${shown(value)}.`);
  expectEnough(train, validation);
  const shape = train.shape.slice(1);
  const features = sizeOf(shape);
  // A coding of a convolutional autoencoder is a map of several numbers.
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
        // Only the loss of a table leaves out missing values.
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

/** Returns the default sizes up to a maximum. */
const ladder = (most: number): readonly number[] => [
  ...LADDER.filter((size) => size < most),
  ...(most <= LADDER.at(-1)! ? [most] : []),
];

interface Measured {
  readonly held: NdArray;
  /** The held-out rows with missing values replaced by the means. */
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

/** Computes the share of variance that each number of principal components loses on the held-out rows. */
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

/** Draws some rows by the seed, in their order. Returns all rows if there are fewer. */
function sampleOf(examples: NdArray, most: number, seed: number): NdArray {
  const count = examples.shape[0]!;
  return count <= most ? examples : takeRows(examples, permutation(count, random(seed)).subarray(0, most).sort());
}

/** Replaces missing values by the means. */
function filledWith(examples: NdArray, mean: Float64Array): NdArray {
  if (examples.dtype !== "float32") return examples;
  const data = Float32Array.from(examples.data as Float32Array, (x, i) => (Number.isNaN(x) ? mean[i % mean.length]! : x));
  return ndarray("float32", examples.shape, data);
}

function expectEnough(train: NdArray, validation: NdArray): void {
  const [count, held] = [train.shape[0]!, validation.shape[0]!];
  if (count < LEAST_ROWS || held < LEAST_HELD)
    throw new DataError(
      `To choose the number of codings takes at least ${LEAST_ROWS} rows for training and ${LEAST_HELD} held out, but there are ${count} and ${held}. Give the number of codings.`,
    );
}

function expectSizes(sizes: readonly number[], features: number, perCoding: number): void {
  const most = Math.ceil(features / perCoding) - 1;
  if (most < 1)
    throw new DataError(
      `There must be fewer codings than features, but there ${features === 1 ? "is only one feature" : `are ${features} features, and one coding has ${perCoding} numbers`}, so there is no size to choose.`,
    );
  const bad = sizes.findIndex((size, i) => !Number.isInteger(size) || size < 1 || size > most || size <= (sizes[i - 1] ?? 0));
  if (sizes.length === 0 || bad >= 0)
    throw new OptionError(`sizes must be whole numbers from 1 to ${most} in rising order, but they are ${sizes.join(", ")}.`);
}

/** Explains the chosen size, and how far the seeds agree on it. */
export function reasonOf({ chosen, bySeed }: CodingsAdvice): string {
  const choices = bySeed.map((one) => one.chosen);
  const [low, high] = [Math.min(...choices), Math.max(...choices)];
  const among =
    bySeed.length === 1
      ? "chosen by one seed"
      : low === high
        ? `chosen by all ${bySeed.length} seeds`
        : `the median of ${bySeed.length} seeds, which chose ${low} to ${high}`;
  const isKnee = bySeed.some((one) => one.chosen === chosen && one.knee === chosen);
  const most = Math.max(...bySeed.map(({ enough }) => enough));
  const more = most > chosen! ? `; with ${most} the error is still measurably lower` : "";
  return isKnee
    ? `${counted(chosen!, "coding")}, ${among}: the knee of the held-out error, after which another coding brings less than an average feature${more}`
    : `${counted(chosen!, "coding")}, ${among}: the smallest size whose held-out error is within one standard error of the lowest`;
}
