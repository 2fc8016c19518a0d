import { DataError, OptionError } from "../core/errors.ts";
import { countSet, expectScores, fromTheTop } from "./measures.ts";

/** The costs of mistakes, both in the same unit. */
export interface Costs {
  /** Cost of an outlier that isn't flagged. */
  readonly miss: number;
  /** Cost of a flagged row that is no outlier. */
  readonly falseAlarm: number;
}

/** Numbers of mistakes at a threshold. */
export interface Mistakes {
  readonly misses: number;
  readonly falseAlarms: number;
}

/**
 * Counts the mistakes of flagging every row whose score is above a threshold.
 * @param scores [rows]. @param labels [rows], 1 for an outlier and 0 for any other row.
 * @throws DataError if a score is NaN.
 * @example
 * mistakesAt(3, [1, 2, 3, 4, 5], [0, 0, 1, 0, 1]); // { misses: 1, falseAlarms: 1 }
 */
export function mistakesAt(threshold: number, scores: ArrayLike<number>, labels: ArrayLike<number>): Mistakes {
  expectScores(scores);
  let [misses, falseAlarms] = [0, 0];
  for (let row = 0; row < scores.length; row++) {
    const isFlagged = scores[row]! > threshold;
    if (labels[row] !== 0 && !isFlagged) misses++;
    if (labels[row] === 0 && isFlagged) falseAlarms++;
  }
  return { misses, falseAlarms };
}

/**
 * Returns the total cost of mistakes.
 * @example
 * costOf({ misses: 1, falseAlarms: 2 }, { miss: 10, falseAlarm: 1 }); // 12
 */
export const costOf = ({ misses, falseAlarms }: Mistakes, { miss, falseAlarm }: Costs): number =>
  misses * miss + falseAlarms * falseAlarm;

/**
 * Returns the threshold with the lowest total cost on labelled scores, half-way to the next lower score. If several thresholds
 * cost the same, the highest is returned, which flags the fewest rows.
 * @param scores [rows]. @param labels [rows], 1 for an outlier and 0 for any other row.
 * @throws DataError if there are no scores, a score is NaN, or the numbers of scores and labels differ.
 * @throws OptionError if a cost isn't a number of at least 0.
 * @example
 * leastCost([1, 2, 3, 4, 5], [0, 0, 1, 0, 1], { miss: 10, falseAlarm: 1 }); // { threshold: 2.5, cost: 1 }
 */
export function leastCost(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  costs: Costs,
): { readonly threshold: number; readonly cost: number } {
  if (!(costs.miss >= 0 && costs.falseAlarm >= 0))
    throw new OptionError(`Costs must be numbers of at least 0, but they are ${costs.miss} and ${costs.falseAlarm}.`);
  if (scores.length === 0 || scores.length !== labels.length)
    throw new DataError(`There are ${scores.length} scores, but ${labels.length} labels. Give one label for each score.`);
  expectScores(scores);
  const sorted = Float64Array.from(Array.from(scores)).sort();
  const [least, most] = [sorted[0]!, sorted.at(-1)!];
  const belowAll = least - ((most - least) / 1000 || 1);
  const positives = countSet(labels);
  let best = { threshold: most, cost: costOf({ misses: positives, falseAlarms: 0 }, costs) };
  for (const { rows, outliers, threshold } of fromTheTop(scores, labels)) {
    const cost = costOf({ misses: positives - outliers, falseAlarms: rows - outliers }, costs);
    if (cost < best.cost) best = { threshold: rows < scores.length ? threshold : belowAll, cost };
  }
  return best;
}
