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

/** What it takes to say how far a row is from what is usual. */
export interface Measure {
  readonly scaling: Scaling;
  readonly ensemble: Ensemble;
  /** Rows that were learned from, scaled, nothing missing, without the strangest: [n, varying columns]. */
  readonly reference: NdArray<"float32">;
  /** How many of them are looked at. */
  readonly neighbors: number;
  /** The rarity of each column's values. Detectors saved by version 0.1 may have none. */
  readonly histograms?: Histograms | undefined;
  /** The covariance of the columns. Detectors saved by version 0.1 may have none. */
  readonly covariance?: Covariance | undefined;
}

/** What a detector has learned: a measure, what is usual of its parts, and what scores are compared with. */
export interface FittedDetector {
  readonly measure: Measure;
  readonly usuals: Usuals;
  readonly calibration: Calibration;
  readonly history: readonly EpochLog[];
}

/** All that a detector is, which is saved and read again. */
export interface DetectorState {
  readonly settings: Settings;
  /** All that `config.json` says of how a loaded detector was made, which is saved with it again. */
  readonly savedOptions: Readonly<Record<string, unknown>>;
  readonly learned: FittedDetector;
}

export interface Measured {
  /** [batch]: the root of the mean squared error over the columns, mean over the members. */
  readonly error: Tensor;
  /** [batch]: the mean distance to the nearest rows. */
  readonly distance: Tensor;
  /** [batch]: the root of the mean squared distance from the columns' medians, in their units. */
  readonly offCentre: Tensor;
  /** [batch]: the mean rarity of the columns' values, each by itself. */
  readonly rarity?: Tensor;
  /** [batch]: the Mahalanobis distance from the mean. */
  readonly mahalanobis?: Tensor;
  /** [batch, features]: the mean reconstruction, in the columns' units. */
  readonly expected: Tensor;
  /** [batch, features]: each column's part of the mean squared error. */
  readonly contributions: Tensor;
}

/** An ensemble's reconstructions inside a graph, with the numbers that it has learned: [batch, features] → [members, batch, features]. */
function learned(ensemble: Ensemble): (rows: Tensor) => Tensor {
  const { variables, variablePaths } = ensemble;
  const values = new Map(variables.map((variable, i) => [variable, constant(numbersOf(variable), variablePaths[i])]));
  return (rows) => ensemble.reconstructions(rows, callContext("use", values));
}

/** Scaled rows with what the members expect, given the others, in place of missing values. */
export const completed = (rows: Tensor, ensemble: Ensemble): Tensor =>
  filled(rows, reduceMean(learned(ensemble)(filled(rows, 0)), [0]));

/** How far rows [batch, features] are from their reconstructions and from the nearest rows. What is missing is taken as expected. */
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
    distance: distanceToNearest(whole, reference, neighbors),
    offCentre: sqrt(reduceMean(square(whole), [1])),
    ...(histograms && { rarity: meanRarity(whole, histograms) }),
    ...(covariance && { mahalanobis: mahalanobisDistance(whole, covariance) }),
    expected: unscaledTensor(reduceMean(reconstructions, [0]), scaling),
    contributions: inPlace(reduceMean(squares, [0]), scaling),
  };
}

/**
 * The whole detector as a graph of standard operators. Fed with `examples`, float32 [batch, features] in their own units, NaN for a missing value;
 * gives `score` and `percentile` [batch], `outlier` (int64 [batch], 1 above the threshold), `contributions` and `expected` [batch, features].
 */
export function detectorGraph(fitted: FittedDetector): GraphSpec {
  const rows = input("examples", "float32", ["batch", fitted.measure.scaling.scale.length]);
  return { name: "detector", inputs: [rows], outputs: judgement(rows, fitted) };
}

/** The same of a table: its raw columns go in (`tableInputs`), and `contributions` [batch, columns] are theirs; what is expected isn't told. */
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

/** What a detector's ONNX file holds: rows of numbers go in, or a table's raw columns. */
export const graphOf = ({ settings: { table }, learned }: Omit<DetectorState, "savedOptions">): GraphSpec =>
  table ? tableDetectorGraph(learned, table) : detectorGraph(learned);

/** A row whose score is NaN is an outlier, too. */
function judgement(rows: Tensor, { measure, usuals, calibration }: FittedDetector) {
  const { expected, contributions, ...parts } = measured(rows, measure);
  const score = scoreTensor(parts, usuals);
  return { score, ...judged(calibration, score), contributions, expected };
}
