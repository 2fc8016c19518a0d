import { isPresent } from "../anomalies/scaling.ts";
import type { Usual } from "../anomalies/score.ts";
import {
  add,
  cast,
  constantOf,
  div,
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
  sqrt,
  square,
  sub,
  type Tensor,
  where,
} from "../graph/index.ts";
import { judged } from "../scoring/calibration.ts";
import type { FittedSeries } from "./fitted.ts";
import { measuredTensors } from "./measure.ts";
import { HIGH } from "./readings.ts";

/**
 * Returns the detector as a graph of standard operators, which scores the last reading of each series. Its input is `examples`,
 * float32 [batch, readings, channels]: as many readings at even times as the longest window has, the oldest first, with NaN for a
 * missing value. Its outputs are `score` and `percentile` [batch], `outlier` (int64 [batch]), `contributions` and `expected`
 * [batch, channels]. The score comes from the windows that end at the last reading.
 */
export function lastReadingGraph({ lengths, channels, shape, worst, last }: FittedSeries): GraphSpec {
  const count = channels.center.length;
  const readings = lengths.at(-1)!.window;
  const examples = input("examples", "float32", ["batch", readings, count]);
  const [batch] = examples.shape;
  const each = lengths.map((length, i) => {
    const windows = slice(examples, 1, readings - length.window, readings);
    // A window without a value says nothing.
    const known = cast(greater(reduceSum(cast(isPresent(windows), "float32"), [1, 2]), 0), "float32");
    const { score, errors, expected } = measuredTensors(windows, length, channels);
    const squares = square(unitsOf(score, [length.usual]));
    const sum = maximum(reduceSum(errors, [1], { keepDims: true }), 1e-30);
    const parts = [squares];
    if (i === 0 && worst) parts.push(square(max(unitsOf(sqrt(errors), worst), [1])));
    return {
      squares: parts.map((part) => mul(part, known)),
      known: mul(known, parts.length),
      contributions: mul(div(errors, sum), reshape(mul(squares, known), [batch!, 1])),
      expected,
    };
  });
  const total = (tensors: readonly Tensor[]) => tensors.reduce((a, b) => add(a, b));
  const score = sub(sqrt(div(total(each.flatMap(({ squares }) => squares)), total(each.map(({ known }) => known)))), 1);
  const { bins } = lengths[shape]!;
  return {
    name: "detector",
    inputs: [examples],
    outputs: {
      score,
      ...judged(last, score),
      contributions: total(each.map(({ contributions }) => contributions)),
      expected: reshape(slice(each[shape]!.expected, 1, bins - 1, bins), [batch!, count]),
    },
  };
}

/** Computes `inUnits` in a graph. */
function unitsOf(scores: Tensor, usuals: readonly Usual[]): Tensor {
  const row = (of: (usual: Usual) => number) => constantOf("float32", [usuals.length], usuals.map(of));
  const distance = div(
    sub(
      scores,
      row(({ median }) => median),
    ),
    row(({ spread }) => spread),
  );
  const units = maximum(add(distance, 1), 0);
  return where(greater(units, HIGH), mul(add(log(div(maximum(units, HIGH), HIGH)), 1), HIGH), units);
}
