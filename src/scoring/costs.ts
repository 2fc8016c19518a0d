import { DataError, OptionError } from "../core/errors.ts";
import { countSet, expectScores, fromTheTop } from "./measures.ts";

/** What mistakes cost, in any one unit. */
export interface Costs {
  /** An outlier that isn't flagged. */
  readonly miss: number;
  /** A row that is flagged and is no outlier. */
  readonly falseAlarm: number;
}

/** Mistakes at a threshold. */
export interface Mistakes {
  readonly misses: number;
  readonly falseAlarms: number;
}

/** The mistakes of flagging what scores above a threshold, against labels (1 for an outlier). */
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

export const costOf = ({ misses, falseAlarms }: Mistakes, { miss, falseAlarm }: Costs): number =>
  misses * miss + falseAlarms * falseAlarm;

/**
 * The threshold of the least cost on labelled scores (1 for an outlier), half-way to the next lower score; of equal ones the highest, which flags least.
 * @throws DataError where there are no scores or not a label for each; OptionError where a cost isn't a number of at least 0.
 */
export function leastCost(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  costs: Costs,
): { readonly threshold: number; readonly cost: number } {
  if (!(costs.miss >= 0 && costs.falseAlarm >= 0))
    throw new OptionError(`Costs are numbers of at least 0, but these are ${costs.miss} and ${costs.falseAlarm}.`);
  if (scores.length === 0 || scores.length !== labels.length)
    throw new DataError(`There are ${scores.length} scores, but ${labels.length} labels.`);
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
