import { DataError } from "../core/errors.ts";
import { drawnRows } from "../core/hold-out.ts";
import { type NdArray, sliceRows } from "../core/ndarray.ts";
import { takeRows } from "../core/rows.ts";
import { quantile } from "../core/statistics.ts";
import { featureGroups, type TablePreprocessing } from "../data/tables/schema/columns.ts";
import { input, toOnnx } from "../graph/index.ts";
import { type FitOptions, type RunOptions, sequential } from "../models/index.ts";
import { thresholdFor, thresholdIn } from "../scoring/thresholds/index.ts";
import { adam } from "../training/optimizers/index.ts";
import { cosineDecay } from "../training/schedules/index.ts";
import { Ensemble, reconstructionError } from "./ensemble.ts";
import { covarianceOf } from "./mahalanobis.ts";
import { completed, type FittedDetector, type Measure, measured } from "./measure.ts";
import type { Settings } from "./options.ts";
import { histogramsOf } from "./rarity.ts";
import { runOnRows } from "./rows.ts";
import { type Scaling, scaled, scalingOf, varyingColumns } from "./scaling.ts";
import { PARTS, type Part, scoreTensor, type Usuals, usual, weightsFor } from "./score.ts";

/** With fewer rows there is too little data to train on and to compare with. */
const FEWEST_ROWS = 20;
/** Maximum number of reference rows. */
const REFERENCE_ROWS = 4096;
/** Largest share of the reference rows that is left out as unusual. */
const MOST_LEFT_OUT = 0.5;
/** Maximum number of held-out rows: more would only make the percentiles finer than anybody needs. */
const HELD_ROWS = 4096;

/** Options of `AnomalyDetector.fit`. */
export type AnomalyFitOptions = Pick<FitOptions, "runtime" | "callbacks" | "signal">;

/**
 * Holds out some rows, learns from the others, and chooses the threshold by the scores of the held-out ones.
 * @throws DataError if there are too few rows, all rows are equal, or too few are held out for the threshold.
 */
export async function learn(rows: NdArray<"float32">, settings: Settings, options: AnomalyFitOptions): Promise<FittedDetector> {
  const { heldOut, seed } = settings;
  const count = rows.shape[0]!;
  if (count < FEWEST_ROWS)
    throw new DataError(
      `A detector needs at least ${FEWEST_ROWS} rows for training, but there ${count === 1 ? "is 1" : `are ${count}`}. Give more rows.`,
    );
  const drawn = drawnRows(count, heldOut, { seed, most: HELD_ROWS });
  const learned = await learnMeasure(takeRows(rows, drawn.learned), settings, options);
  const held = (await scoresBy(learned, takeRows(rows, drawn.held), options)).sort();
  const threshold = thresholdFor(thresholdIn(settings.threshold), held);
  return { ...learned, calibration: { quantiles: Array.from(held), counted: true, threshold } };
}

/**
 * Trains the autoencoders on rows in random order, and finds the usual values of each part of the score.
 * @param leastScale - smallest unit of a column that varies, for columns that may vary by rounding only.
 * @throws DataError if all rows are equal.
 */
export async function learnMeasure(
  rows: NdArray<"float32">,
  settings: Settings,
  options: AnomalyFitOptions,
  leastScale = 0,
): Promise<Omit<FittedDetector, "calibration">> {
  const { neighbors } = settings;
  const { center, scale } = scalingOf(rows);
  const ofColumns = { center, scale: scale.map((unit) => (unit > 0 ? Math.max(unit, leastScale) : 0)) };
  if (varyingColumns(ofColumns).length === 0)
    throw new DataError("No column varies, so there is nothing to learn: all rows are equal. Give rows that differ.");
  const scaling = seeingUnlisted(ofColumns, settings.table);

  const inputs = scaled(rows, scaling);
  const { ensemble, history } = await train(inputs, settings, options);
  const candidates = await withoutGaps(sliceRows(inputs, 0, Math.min(REFERENCE_ROWS, inputs.shape[0]!)), ensemble, options);
  const compared = sliceRows(rows, 0, candidates.shape[0]!);
  const weights = weightsFor(inputs.shape[0]!, candidates.shape[1]!);
  const found = { scaling, ensemble, histograms: histogramsOf(candidates), covariance: covarianceOf(candidates) };
  const measureBy = (reference?: NdArray<"float32">): Measure => ({
    ...found,
    reference,
    neighbors: reference ? between(5, Math.round(neighbors * reference.shape[0]!), 100) : 0,
  });
  const usualsBy = (measure: Measure) => usualsOf(measure, compared, weights, options);
  let measure = measureBy(settings.rows ? candidates : undefined);
  let usuals = await usualsBy(measure);
  if (settings.rows) {
    // Outliers that lie close together would otherwise be each other's neighbours, and look usual.
    const scores = await scoresBy({ measure, usuals }, compared, options);
    const cut = quantile(scores.slice().sort(), 1 - Math.min(settings.trim, MOST_LEFT_OUT));
    measure = measureBy(
      takeRows(
        candidates,
        Int32Array.from(scores.keys()).filter((row) => scores[row]! <= cut),
      ),
    );
    usuals = await usualsBy(measure);
  }
  return { measure, usuals, history };
}

/** Finds the usual values of each part of the score in some rows. */
async function usualsOf(
  measure: Measure,
  rows: NdArray<"float32">,
  weights: Readonly<Record<Part, number>>,
  options: RunOptions,
): Promise<Usuals> {
  const x = input("examples", "float32", ["batch", rows.shape[1]!]);
  const { expected: _, contributions: __, ...parts } = measured(x, measure);
  const shapes = Object.fromEntries(Object.keys(parts).map((part) => [part, []]));
  const found: Partial<Record<string, NdArray<"float32">>> = await runOnRows(
    toOnnx({ name: "parts", inputs: [x], outputs: parts }),
    rows,
    shapes,
    options,
  );
  return Object.fromEntries(
    PARTS.flatMap((part) => (found[part] ? [[part, { ...usual(found[part].data), weight: weights[part] }]] : [])),
  );
}

/** Scores rows [n, features] by what was learned. */
export async function scoresBy(
  { measure, usuals }: Pick<FittedDetector, "measure" | "usuals">,
  rows: NdArray<"float32">,
  options: RunOptions,
): Promise<Float32Array> {
  const x = input("examples", "float32", ["batch", rows.shape[1]!]);
  const onnx = toOnnx({ name: "score", inputs: [x], outputs: { score: scoreTensor(measured(x, measure), usuals) } });
  return (await runOnRows(onnx, rows, { score: [] }, options)).score.data;
}

/** Trains the autoencoders on scaled rows. */
async function train(inputs: NdArray<"float32">, settings: Settings, options: AnomalyFitOptions) {
  const [count, features] = inputs.shape as [number, number];
  const { noise, seed, steps, learningRate, trim } = settings;
  const hidden = settings.hidden ?? [between(8, 2 * features, 128), between(4, features, 64)];
  const codings = settings.codings ?? defaultCodings(features, hidden.at(-1)!);
  const ensemble = new Ensemble({ codings, hidden, noise, seed });
  // Small tables are trained in small batches, and large ones in large batches.
  const batchSize = between(32, Math.round(count / 32), 256);
  const batches = Math.ceil(count / batchSize);
  const epochs = Math.ceil(steps / batches);
  const rate = cosineDecay({ initialLearningRate: learningRate, decaySteps: epochs * batches });
  const model = sequential([ensemble], { inputShape: [features], seed });
  model.compile({ loss: reconstructionError, optimizer: adam({ learningRate: rate }), trim });
  const { history } = await model.fit(inputs, inputs, { ...options, epochs, batchSize, seed, warn: false });
  return { ensemble, history };
}

/** Returns sizes of 1, a quarter and a half of the columns. A size that is too small for some data is right for others. */
const defaultCodings = (features: number, most: number): number[] => [
  ...new Set([1, Math.floor(features / 4), Math.floor(features / 2)].map((size) => between(1, size, most))),
];

const between = (least: number, x: number, most: number): number => Math.min(Math.max(x, least), most);

/** Replaces the missing values of scaled rows by the expected ones. */
async function withoutGaps(rows: NdArray<"float32">, ensemble: Ensemble, options: RunOptions): Promise<NdArray<"float32">> {
  if (!rows.data.some(Number.isNaN)) return rows;
  const x = input("examples", "float32", ["batch", rows.shape[1]!]);
  const onnx = toOnnx({ name: "completed", inputs: [x], outputs: { rows: completed(x, ensemble) } });
  return (await runOnRows(onnx, rows, { rows: [rows.shape[1]!] }, options)).rows;
}

/** Unit of the feature of a category value that no training row has: a row with that value is ten units off. */
const UNSEEN = 0.1;

/** Gives a unit to the features of categories that don't vary in training, so that the detector notices a new value. */
function seeingUnlisted({ center, scale }: Scaling, table: TablePreprocessing | undefined): Scaling {
  if (!table) return { center, scale };
  const places = featureGroups(table).flatMap(({ kind, size }) => new Array<boolean>(size).fill(kind === "category"));
  return { center, scale: scale.map((unit, feature) => (unit === 0 && places[feature] ? UNSEEN : unit)) };
}
