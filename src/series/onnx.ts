import { isPresent } from "../anomalies/scaling.ts";
import type { Usual } from "../anomalies/score.ts";
import { ndarray } from "../core/ndarray.ts";
import {
  abs,
  add,
  cast,
  constant,
  div,
  equal,
  floor,
  type GraphSpec,
  greater,
  input,
  log,
  max,
  maximum,
  mul,
  reduceSum,
  reshape,
  slice,
  sorted,
  sqrt,
  square,
  sub,
  type Tensor,
  transpose,
  where,
} from "../graph/index.ts";
import { productOf } from "../graph/tensor.ts";
import { judged } from "../scoring/calibration.ts";
import type { FittedSeries } from "./fitted.ts";
import { FEWEST_KNOWN, JUMP_WINDOW } from "./jumps.ts";
import { measuredTensors } from "./measure.ts";
import { CLEAR, HIGH, TIMES } from "./readings.ts";

/** Stands for a missing value among sorted ones, which it follows. */
const FAR = 1e30;
/** Smaller sums of errors count as no error. */
const LEAST = 1e-30;

/** Number of readings that the graph needs to score the last one. */
export const readingsNeeded = ({ lengths }: Pick<FittedSeries, "lengths">): number =>
  Math.max(lengths.at(-1)!.window, JUMP_WINDOW);

/**
 * Returns the detector as a graph of standard operators, which scores the last reading of each series. Its input is `examples`,
 * float32 [batch, readings, channels]: as many readings at even times as the longest window has, the oldest first, with NaN for a
 * missing value. Its outputs are `score` and `percentile` [batch], `outlier` (int64 [batch]), `contributions` and `expected`
 * [batch, channels]. The score comes from the windows that end at the last reading.
 */
export function lastReadingGraph(fitted: FittedSeries): GraphSpec {
  const { lengths, channels, shape, jumps, last } = fitted;
  const count = channels.center.length;
  const readings = readingsNeeded(fitted);
  const examples = input("examples", "float32", ["batch", readings, count]);
  const [batch] = examples.shape;
  const jumped = jumpsIn(slice(examples, 1, readings - JUMP_WINDOW, readings), jumps.last);
  let [squares, known, contributions] = [jumped.squares, jumped.known, jumped.contributions];
  let expected = contributions;
  lengths.forEach((length, i) => {
    const windows = slice(examples, 1, readings - length.window, readings);
    const measured = measuredTensors(windows, length, channels);
    // A window without a value says nothing.
    const isKnown = flags(greater(reduceSum(flags(isPresent(windows)), [1, 2]), 0));
    const own = mul(square(unitsOf(measured.score, [length.usual])), isKnown);
    const all = maximum(reduceSum(measured.errors, [1], { keepDims: true }), LEAST);
    squares = add(squares, own);
    known = add(known, isKnown);
    contributions = add(contributions, mul(div(measured.errors, all), reshape(own, [batch!, 1])));
    if (i === shape) expected = reshape(slice(measured.expected, 1, length.bins - 1, length.bins), [batch!, count]);
  });
  const score = sub(sqrt(div(squares, known)), 1);
  return { name: "detector", inputs: [examples], outputs: { score, ...judged(last, score), contributions, expected } };
}

/** Computes `jumpUnits` of the last reading: the largest one squared [batch], whether it is known, and the squares by channel. */
function jumpsIn(readings: Tensor, usuals: readonly Usual[]) {
  const [batch, , count] = readings.shape;
  const value = reshape(slice(readings, 1, JUMP_WINDOW - 1, JUMP_WINDOW), [batch!, count!]);
  const known = reduceSum(flags(isPresent(readings)), [1]);
  const rows = reshape(transpose(where(isPresent(readings), readings, FAR), [0, 2, 1]), [
    productOf([batch!, count!]),
    JUMP_WINDOW,
  ]);
  const ascending = reshape(sorted(rows), [batch!, count!, JUMP_WINDOW]);
  const middle = equal(row(Array.from({ length: JUMP_WINDOW }, (_, i) => i)), reshape(floor(div(known, 2)), [batch!, count!, 1]));
  const medians = reduceSum(mul(ascending, flags(middle)), [2]);
  const units = unitsOf(abs(sub(value, medians)), usuals);
  const isKnown = mul(flags(isPresent(value)), flags(greater(known, FEWEST_KNOWN - 0.5)));
  const certain = where(greater(isKnown, 0), units, 0);
  const largest = max(certain, [1]);
  const clearly = add(largest, mul(maximum(sub(largest, CLEAR), 0), TIMES - 1));
  return { squares: square(clearly), known: max(isKnown, [1]), contributions: square(certain) };
}

/** Computes `inUnits` in a graph. */
function unitsOf(scores: Tensor, usuals: readonly Usual[]): Tensor {
  const of = (name: "median" | "spread") => row(usuals.map((usual) => usual[name]));
  const units = maximum(add(div(sub(scores, of("median")), of("spread")), 1), 0);
  return where(greater(units, HIGH), mul(add(log(div(maximum(units, HIGH), HIGH)), 1), HIGH), units);
}

const row = (values: readonly number[]): Tensor => constant(ndarray("float32", [values.length], Float32Array.from(values)));
const flags = (condition: Tensor): Tensor => cast(condition, "float32");
