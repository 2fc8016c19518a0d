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
  lessOrEqual,
  maximum,
  mul,
  reduceMean,
  reduceSum,
  sqrt,
  square,
  sub,
  type Tensor,
} from "../graph/index.ts";
import { numbersOf } from "../layers/index.ts";
import { callContext } from "../training/program.ts";
import { percentileTensor, scoreTensor, type Usuals } from "./calibration.ts";
import type { Ensemble } from "./ensemble.ts";
import { distanceToNearest } from "./nearest.ts";
import { filled, inPlace, isPresent, type Scaling, scaledTensor, unscaledTensor } from "./scaling.ts";

/** What it takes to say how far a row is from what is usual. */
export interface Measure {
  readonly scaling: Scaling;
  readonly ensemble: Ensemble;
  /** Rows that were learned from, scaled, nothing missing: [n, varying columns]. */
  readonly reference: NdArray<"float32">;
  /** How many of them are looked at. */
  readonly neighbors: number;
}

/** What turns that into a score, and a score into a percentile and a flag. */
export interface Calibration {
  readonly usuals: Usuals;
  /** Scores of rows that were held out, sorted. */
  readonly held: Float32Array;
  readonly threshold: number;
}

export interface Measured {
  /** [batch]: the root of the mean squared error over the columns, mean over the members. */
  readonly error: Tensor;
  /** [batch]: the mean distance to the nearest rows. */
  readonly distance: Tensor;
  /** [batch]: the root of the mean squared distance from the columns' medians, in their units. */
  readonly offCentre: Tensor;
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
export function measured(rows: Tensor, { scaling, ensemble, reference, neighbors }: Measure): Measured {
  const given = scaledTensor(rows, scaling);
  const there = cast(isPresent(given), "float32");
  const whole = completed(given, ensemble);
  const reconstructions = learned(ensemble)(whole);
  const known = maximum(reduceSum(there, [1], true), 1);
  const squares = div(mul(square(sub(reconstructions, whole)), there), known);
  return {
    error: reduceMean(sqrt(reduceSum(squares, [2])), [0]),
    distance: distanceToNearest(whole, reference, neighbors),
    offCentre: sqrt(reduceMean(square(whole), [1])),
    expected: unscaledTensor(reduceMean(reconstructions, [0]), scaling),
    contributions: inPlace(reduceMean(squares, [0]), scaling),
  };
}

/**
 * The whole detector as a graph of standard operators. Fed with `examples`, float32 [batch, features] in their own units, NaN for a missing value;
 * gives `score` and `percentile` [batch], `outlier` (int64 [batch], 1 above the threshold), `contributions` and `expected` [batch, features].
 */
export function detectorGraph(measure: Measure, calibration: Calibration): GraphSpec {
  const rows = input("examples", "float32", ["batch", measure.scaling.scale.length]);
  return { name: "detector", inputs: [rows], outputs: judgement(rows, measure, calibration) };
}

/** The same of a table: its raw columns go in (`tableInputs`), and `contributions` [batch, columns] are theirs; what is expected isn't told. */
export function tableDetectorGraph(measure: Measure, calibration: Calibration, table: TablePreprocessing): GraphSpec {
  const { inputs, features } = tableInputs(table);
  const { expected: _, contributions, ...judged } = judgement(features, measure, calibration);
  const groups = featureGroups(table);
  const width = measure.scaling.scale.length;
  const belongs = new Float32Array(width * groups.length);
  groups
    .flatMap(({ size }, column) => new Array<number>(size).fill(column))
    .forEach((column, feature) => {
      belongs[feature * groups.length + column] = 1;
    });
  const byColumn = gemm(contributions, constant(ndarray("float32", [width, groups.length], belongs)));
  return spec("detector", inputs, { ...judged, contributions: byColumn });
}

function judgement(rows: Tensor, measure: Measure, calibration: Calibration) {
  const { expected, contributions, ...parts } = measured(rows, measure);
  const score = scoreTensor(parts, calibration.usuals);
  return {
    score,
    percentile: percentileTensor(score, calibration.held),
    // A row whose score is NaN is an outlier, too.
    outlier: sub(1, cast(lessOrEqual(score, calibration.threshold), "int64")),
    contributions,
    expected,
  };
}
