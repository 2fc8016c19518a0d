import { spec } from "../autoencoders/onnx-parts.ts";
import { tableInputs } from "../autoencoders/table-inputs.ts";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { featureGroups, type TablePreprocessing } from "../data/tables/schema/columns.ts";
import {
  cast,
  constant,
  div,
  type GraphSpec,
  gemm,
  input,
  maximum,
  mul,
  reduceMean,
  reduceSum,
  sqrt,
  square,
  sub,
  type Tensor,
} from "../graph/index.ts";
import { callContext } from "../layers/call-context.ts";
import { numbersOf } from "../layers/index.ts";
import { type Calibration, judged } from "../scoring/calibration.ts";
import type { EpochLog } from "../training/history.ts";
import type { Ensemble } from "./ensemble.ts";
import { type Covariance, mahalanobisDistance } from "./mahalanobis.ts";
import { distanceToNearest } from "./nearest.ts";
import type { Settings } from "./options.ts";
import { type Histograms, meanRarity } from "./rarity.ts";
import { filled, inPlace, isPresent, type Scaling, scaledTensor, unscaledTensor } from "./scaling.ts";
import { scoreTensor, type Usuals } from "./score.ts";

/** Everything that is needed to compute the parts of a row's score. */
export interface Measure {
  readonly scaling: Scaling;
  readonly ensemble: Ensemble;
  /** Scaled training rows without missing values and without the most unusual rows: [n, varying columns]. Missing without `rows`. */
  readonly reference?: NdArray<"float32"> | undefined;
  /** Number of nearest reference rows that are used. */
  readonly neighbors: number;
  /** How rare the values of each column are. Detectors that were saved by earlier versions have none. */
  readonly histograms?: Histograms | undefined;
  /** Covariance of the columns. Detectors that were saved by earlier versions have none. */
  readonly covariance?: Covariance | undefined;
}

/** Result of the training: how to measure a row, the usual values of each part, and the scores of the held-out rows. */
export interface FittedDetector {
  readonly measure: Measure;
  readonly usuals: Usuals;
  readonly calibration: Calibration;
  readonly history: readonly EpochLog[];
}

/** State of a detector that is saved and loaded. */
export interface DetectorState {
  readonly settings: Settings;
  /** Options in the `config.json` of a loaded detector, which are saved with it again. */
  readonly savedOptions: Readonly<Record<string, unknown>>;
  readonly learned: FittedDetector;
}

export interface Measured {
  /** [batch]: root mean squared reconstruction error over the columns, the mean over the autoencoders. */
  readonly error: Tensor;
  /** [batch]: mean distance to the nearest reference rows. */
  readonly distance?: Tensor;
  /** [batch]: root mean squared distance from the columns' medians, in units of the columns. */
  readonly offCentre: Tensor;
  /** [batch]: mean rarity of the values, each in its own column. */
  readonly rarity?: Tensor;
  /** [batch]: Mahalanobis distance from the mean. */
  readonly mahalanobis?: Tensor;
  /** [batch, features]: mean reconstruction in the columns' units. */
  readonly expected: Tensor;
  /** [batch, features]: contribution of each column to the mean squared error. */
  readonly contributions: Tensor;
}

/** Returns a function that reconstructs rows inside a graph with the trained weights: [batch, features] → [autoencoders, batch, features]. */
function learned(ensemble: Ensemble): (rows: Tensor) => Tensor {
  const { variables, variablePaths } = ensemble;
  const values = new Map(variables.map((variable, i) => [variable, constant(numbersOf(variable), variablePaths[i])]));
  return (rows) => ensemble.reconstructions(rows, callContext("use", values));
}

/** Replaces the missing values of scaled rows by the mean reconstruction. */
export const completed = (rows: Tensor, ensemble: Ensemble): Tensor =>
  filled(rows, reduceMean(learned(ensemble)(filled(rows, 0)), [0]));

/** Computes the parts of the score of rows [batch, features]. A missing value counts as the expected one. */
export function measured(rows: Tensor, measure: Measure): Measured {
  const { scaling, ensemble, reference, neighbors, histograms, covariance } = measure;
  const given = scaledTensor(rows, scaling);
  const there = cast(isPresent(given), "float32");
  const whole = completed(given, ensemble);
  const reconstructions = learned(ensemble)(whole);
  const known = maximum(reduceSum(there, [1], { keepDims: true }), 1);
  const squares = div(mul(square(sub(reconstructions, whole)), there), known);
  return {
    error: reduceMean(sqrt(reduceSum(squares, [2])), [0]),
    ...(reference && { distance: distanceToNearest(whole, reference, neighbors) }),
    offCentre: sqrt(reduceMean(square(whole), [1])),
    ...(histograms && { rarity: meanRarity(whole, histograms) }),
    ...(covariance && { mahalanobis: mahalanobisDistance(whole, covariance) }),
    expected: unscaledTensor(reduceMean(reconstructions, [0]), scaling),
    contributions: inPlace(reduceMean(squares, [0]), scaling),
  };
}

/**
 * Returns the whole detector as a graph of standard operators. Its input is `examples`, float32 [batch, features] in their own units, with NaN for a
 * missing value. Its outputs are `score` and `percentile` [batch], `outlier` (int64 [batch], 1 above the threshold), `contributions` and `expected` [batch, features].
 */
export function detectorGraph(fitted: FittedDetector): GraphSpec {
  const rows = input("examples", "float32", ["batch", fitted.measure.scaling.scale.length]);
  return { name: "detector", inputs: [rows], outputs: judgement(rows, fitted) };
}

/** Returns the detector of a table as a graph. Its inputs are the raw columns (`tableInputs`), `contributions` are [batch, columns], and there is no `expected`. */
function tableDetectorGraph(fitted: FittedDetector, table: TablePreprocessing): GraphSpec {
  const { inputs, features } = tableInputs(table);
  const { expected: _, contributions, ...judged } = judgement(features, fitted);
  const groups = featureGroups(table);
  const width = fitted.measure.scaling.scale.length;
  const belongs = new Float32Array(width * groups.length);
  groups
    .flatMap(({ size }, column) => new Array<number>(size).fill(column))
    .forEach((column, feature) => {
      belongs[feature * groups.length + column] = 1;
    });
  const byColumn = gemm(contributions, constant(ndarray("float32", [width, groups.length], belongs)));
  return spec("detector", inputs, { ...judged, contributions: byColumn });
}

/** Returns the graph in a detector's ONNX file, whose inputs are rows of numbers or a table's raw columns. */
export const graphOf = ({ settings: { table }, learned }: Omit<DetectorState, "savedOptions">): GraphSpec =>
  table ? tableDetectorGraph(learned, table) : detectorGraph(learned);

/** A row whose score is NaN is an outlier, too. */
function judgement(rows: Tensor, { measure, usuals, calibration }: FittedDetector) {
  const { expected, contributions, ...parts } = measured(rows, measure);
  const score = scoreTensor(parts, usuals);
  return { score, ...judged(calibration, score), contributions, expected };
}
