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

/** The distribution of the scores of held-out rows, with which a new score is compared. It is saved with the model. */
export interface Calibration {
  /**
   * Scores in ascending order. An autoencoder stores their quantiles at even steps from the lowest to the highest score. If there
   * are at most 1,001 scores, these quantiles are the scores themselves.
   */
  readonly quantiles: readonly number[];
  /**
   * Set if `quantiles` holds every score, as for a detector: a percentile then counts scores. Otherwise a percentile is
   * interpolated between two quantiles.
   */
  readonly counted?: true;
  /** A row whose score is higher is an outlier. */
  readonly threshold: number;
}

/** Number of steps between stored quantiles: they are a tenth of a percent apart. */
const STEPS = 1000;

/**
 * Calibrates a threshold and percentiles on the scores of held-out rows.
 * @param scores scores in any order. Those that aren't finite are left out.
 * @param quantile share of those scores that is at most the threshold; 0.99 by default.
 * @returns undefined if no score is finite.
 * @example
 * const calibration = calibrate([0.1, 0.4, 0.2, 0.9]);
 * if (calibration) console.log(isOutlier(calibration, 1.5)); // true
 */
export function calibrate(scores: ArrayLike<number>, quantile = 0.99): Calibration | undefined {
  const sorted = Float32Array.from(scores).filter(Number.isFinite).sort();
  if (sorted.length === 0) return undefined;
  const at = (share: number): number => {
    const exact = share * (sorted.length - 1);
    const place = Math.abs(exact - Math.round(exact)) < 1e-9 ? Math.round(exact) : exact;
    // Rounded to float32, the type of scores, so that the graph compares with the same number.
    return Math.fround(valueAt(sorted, place));
  };
  // Up to 1,001 scores are stored themselves, so that methods that need a minimum number of rows can count them. A single score
  // is stored twice, because percentiles need a step between two values.
  const steps = Math.min(STEPS, Math.max(1, sorted.length - 1));
  return { quantiles: Array.from({ length: steps + 1 }, (_, i) => at(i / steps)), threshold: at(quantile) };
}

/**
 * Returns the percentage of held-out rows whose score is at most this one, 0 to 100. A score that is NaN gets 100.
 * @example
 * percentileOf(calibrate([1, 2, 3, 4, 5])!, 3); // 50
 */
export function percentileOf({ quantiles, counted }: Calibration, score: number): number {
  const below = countUpTo(quantiles, score);
  if (counted) return (100 * below) / quantiles.length;
  const last = quantiles.length - 1;
  if (below === 0) return 0;
  if (below > last) return 100;
  const [before, after] = [quantiles[below - 1]!, quantiles[below]!];
  return (100 * (below - 1 + (score - before) / (after - before))) / last;
}

/**
 * Returns whether a score is above the threshold. A score that is NaN counts as above it.
 * @example
 * isOutlier(calibrate([1, 2, 3], 0.5)!, 2.5); // true
 */
export const isOutlier = ({ threshold }: Calibration, score: number): boolean => !(score <= threshold);

/**
 * Computes `percentileOf` and `isOutlier` in a graph for scores [batch]. `percentile` is float32 [batch]; `outlier` is int64
 * [batch], 1 or 0.
 */
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

/** Finds the number of quantiles that are at most each score by binary search, with steps that halve. */
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
