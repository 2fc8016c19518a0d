import { DataError } from "../core/errors.ts";
import { highestFirst } from "../core/statistics.ts";

/** Checks that each row has a score, which may be infinite. @throws DataError with the first row whose score is NaN: it is neither above nor below a threshold. */
export function expectScores(scores: ArrayLike<number>): void {
  const row = Array.prototype.findIndex.call(scores, Number.isNaN);
  if (row >= 0)
    throw new DataError(
      `The score of row ${row} (counted from 0) is NaN, so nobody knows whether the row is an outlier. Leave such rows out, or train the model again.`,
    );
}

/** @throws DataError where scores and labels differ in number, a score is NaN, or the labels (1 for an outlier, 0) are all alike. */
function counts(scores: ArrayLike<number>, labels: ArrayLike<number>): { positives: number; negatives: number } {
  if (scores.length !== labels.length) throw new DataError(`There are ${scores.length} scores, but ${labels.length} labels.`);
  expectScores(scores);
  const positives = countSet(labels);
  if (positives === 0 || positives === labels.length)
    throw new DataError(`Labels need both outliers (1) and others (0), but all ${labels.length} are ${positives === 0 ? 0 : 1}.`);
  return { positives, negatives: labels.length - positives };
}

/** How many labels or flags aren't 0. */
export function countSet(flags: ArrayLike<number>): number {
  let count = 0;
  for (let row = 0; row < flags.length; row++) if (flags[row] !== 0) count++;
  return count;
}

/**
 * From the greatest score on, each group of equal ones: how many rows and how many outliers there are so far, and the threshold that flags them, half-way to the next
 * lower score; below the least score, that is minus infinity.
 */
export function* fromTheTop(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
): Generator<{ rows: number; outliers: number; threshold: number }> {
  const order = highestFirst(scores);
  let outliers = 0;
  for (const [i, row] of order.entries()) {
    if (labels[row] !== 0) outliers++;
    const [score, next] = [scores[row]!, scores[order[i + 1]!]];
    if (next === score) continue;
    yield { rows: i + 1, outliers, threshold: next === undefined ? Number.NEGATIVE_INFINITY : (score + next) / 2 };
  }
}

/** The probability that an outlier (label 1) scores higher than another row (0); equal scores count a half. */
export function rocAuc(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  const { positives, negatives } = counts(scores, labels);
  let [area, before] = [0, { rows: 0, outliers: 0 }];
  for (const point of fromTheTop(scores, labels)) {
    const others = point.rows - point.outliers - (before.rows - before.outliers);
    area += (others * (point.outliers + before.outliers)) / 2;
    before = point;
  }
  return area / (positives * negatives);
}

/** The mean of the precision over the outliers from the top, as scikit-learn's `average_precision_score`. */
export function averagePrecision(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  const { positives } = counts(scores, labels);
  let [sum, before] = [0, 0];
  for (const { rows, outliers } of fromTheTop(scores, labels)) {
    sum += ((outliers - before) * outliers) / rows;
    before = outliers;
  }
  return sum / positives;
}

/** Precision and recall of flagging what scores above a threshold. */
export interface PrecisionRecall {
  /** Half-way to the next lower score; below the least score, that is minus infinity. */
  readonly threshold: number;
  readonly precision: number;
  readonly recall: number;
}

/** Precision and recall at each threshold that makes a difference, the highest first; that of no flags is left out. */
export function precisionRecall(scores: ArrayLike<number>, labels: ArrayLike<number>): PrecisionRecall[] {
  const { positives } = counts(scores, labels);
  return Array.from(fromTheTop(scores, labels), ({ rows, outliers, threshold }) => ({
    threshold,
    precision: outliers / rows,
    recall: outliers / positives,
  }));
}

export interface FlagQuality {
  /** The share of the flagged rows that are outliers; 0 where none is flagged. */
  readonly precision: number;
  /** The share of the outliers that are flagged. */
  readonly recall: number;
  readonly f1: number;
}

/** How well flags (1 for an outlier) do against labels. */
export function flagQuality(flags: ArrayLike<number>, labels: ArrayLike<number>): FlagQuality {
  const { positives } = counts(flags, labels);
  const flagged = countSet(flags);
  const right = countSet(Array.from(flags, (flag, row) => (flag === 0 ? 0 : labels[row]!)));
  return { precision: right / Math.max(flagged, 1), recall: right / positives, f1: (2 * right) / (flagged + positives) };
}
