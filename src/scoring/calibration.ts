import { ndarray } from "../core/ndarray.ts";
import { countUpTo, valueAt } from "../core/statistics.ts";
import {
  add,
  cast,
  constant,
  constantOf,
  div,
  gather,
  greater,
  less,
  lessOrEqual,
  minimum,
  mul,
  reduceSum,
  reshape,
  sub,
  type Tensor,
  where,
} from "../graph/index.ts";

/** What scores of rows that a model hasn't learned from are like: what a new score is compared with. Saved with the model. */
export interface Calibration {
  /** Those scores, ascending; of an autoencoder quantiles of them at even steps from the lowest to the highest, which up to 1,001 scores are themselves. */
  readonly quantiles: readonly number[];
  /** Whether they are all of the scores, as a detector has them, and a percentile counts them; else it lies between two quantiles in proportion. */
  readonly counted?: true;
  /** A row whose score is higher is an outlier. */
  readonly threshold: number;
}

/** Quantiles that are kept of many scores, a tenth of a percent apart. */
const STEPS = 1000;

/**
 * From held-out rows' scores; undefined where none is a number.
 * @param quantile the share of those rows that is within the threshold.
 */
export function calibrate(scores: ArrayLike<number>, quantile = 0.99): Calibration | undefined {
  const sorted = Float32Array.from(scores).filter(Number.isFinite).sort();
  if (sorted.length === 0) return undefined;
  const at = (share: number): number => {
    const exact = share * (sorted.length - 1);
    const place = Math.abs(exact - Math.round(exact)) < 1e-9 ? Math.round(exact) : exact;
    // As float32, which scores are, so that the graph compares with the same number.
    return Math.fround(valueAt(sorted, place));
  };
  // Fewer scores are themselves such quantiles: thresholds that need so many rows see how many there were. One is two, as there is a step between them.
  const steps = Math.min(STEPS, Math.max(1, sorted.length - 1));
  return { quantiles: Array.from({ length: steps + 1 }, (_, i) => at(i / steps)), threshold: at(quantile) };
}

/** The percentage of held-out rows whose score is no higher, 0 to 100; 100 for a score that isn't a number. */
export function percentileOf({ quantiles, counted }: Calibration, score: number): number {
  const below = countUpTo(quantiles, score);
  if (counted) return (100 * below) / quantiles.length;
  const last = quantiles.length - 1;
  if (below === 0) return 0;
  if (below > last) return 100;
  const [before, after] = [quantiles[below - 1]!, quantiles[below]!];
  return (100 * (below - 1 + (score - before) / (after - before))) / last;
}

/** Whether a score is beyond the threshold; one that isn't a number is. */
export const isOutlier = ({ threshold }: Calibration, score: number): boolean => !(score <= threshold);

/** `percentileOf` and `isOutlier` in a graph, of scores [batch]: `percentile` float32 [batch], and `outlier` int64 [batch], 1 or 0. */
export const judged = (calibration: Calibration, scores: Tensor): { percentile: Tensor; outlier: Tensor } => ({
  percentile: calibration.counted ? countedPercentiles(calibration, scores) : percentiles(calibration, scores),
  outlier: sub(1, cast(lessOrEqual(scores, calibration.threshold), "int64")),
});

function countedPercentiles({ quantiles }: Calibration, scores: Tensor): Tensor {
  const count = quantiles.length;
  const held = constant(ndarray("float32", [1, count], Float32Array.from(quantiles)), "held");
  const higher = cast(less(reshape(scores, [scores.shape[0]!, 1]), held), "float32");
  return div(mul(sub(count, reduceSum(higher, [1])), 100), count);
}

/** How many quantiles are no higher is found by halving steps. */
function percentiles({ quantiles }: Calibration, scores: Tensor): Tensor {
  const count = quantiles.length;
  const int64 = (n: number) => constantOf("int64", [], [n]);
  const steps = Array.from({ length: Math.ceil(Math.log2(count + 1)) }, (_, i) => 2 ** i).toReversed();
  const padding = new Array(2 * steps[0]! - 1 - count).fill(Number.POSITIVE_INFINITY);
  const sorted = constantOf("float32", [count + padding.length], [...quantiles, ...padding]);
  const found = steps.reduce<Tensor | undefined>((low, step) => {
    const next = low ? add(low, step - 1) : int64(step - 1);
    const taken = where(greater(gather(sorted, next), scores), int64(0), int64(step));
    return low ? add(low, taken) : taken;
  }, undefined)!;
  const places = minimum(found, count);
  const before = gather(sorted, where(less(places, 1), int64(0), sub(places, 1)));
  const after = gather(sorted, minimum(places, count - 1));
  const between = div(sub(scores, before), sub(after, before));
  const share = mul(add(cast(sub(places, 1), "float32"), between), 100 / (count - 1));
  return where(less(places, 1), 0, where(less(places, count), share, 100));
}
