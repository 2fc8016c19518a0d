import { countUpTo, valueAt } from "../core/statistics.ts";
import { add, cast, constantOf, div, gather, greater, less, minimum, mul, sub, type Tensor, where } from "../graph/index.ts";

/** What scores of rows that a model hasn't learned from are like: what a new score is compared with. Saved with the model. */
export interface Calibration {
  /** Quantiles of those scores at even steps from the lowest to the highest, rising: up to 1,001 scores themselves. */
  readonly quantiles: readonly number[];
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

/** The percentage of held-out rows whose score is no higher, between quantiles in proportion; 100 for a score that isn't a number. */
export function percentileOf({ quantiles }: Calibration, score: number): number {
  const last = quantiles.length - 1;
  const below = countUpTo(quantiles, score);
  if (below === 0) return 0;
  if (below > last) return 100;
  const [before, after] = [quantiles[below - 1]!, quantiles[below]!];
  return (100 * (below - 1 + (score - before) / (after - before))) / last;
}

/** Whether a score is beyond the threshold; one that isn't a number is. */
export const isOutlier = ({ threshold }: Calibration, score: number): boolean => !(score <= threshold);

/** `percentileOf` in a graph, of scores [batch]: how many quantiles are no higher is found by halving steps. */
export function percentiles({ quantiles }: Calibration, scores: Tensor): Tensor {
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
