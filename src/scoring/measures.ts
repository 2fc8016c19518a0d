import { DataError } from "../core/errors.ts";
import { highestFirst } from "../core/statistics.ts";

/**
 * Checks that each row has a score, which may be infinite.
 * @throws DataError if a score is NaN, because it is neither above nor below a threshold. The message names its row.
 */
export function expectScores(scores: ArrayLike<number>): void {
  const row = Array.prototype.findIndex.call(scores, Number.isNaN);
  if (row >= 0)
    throw new DataError(
      `The score of row ${row} (counted from 0) is NaN, so it can't be compared with a threshold. Leave out rows without a score, or train the model again.`,
    );
}

/**
 * Counts outliers and other rows.
 * @throws DataError if the numbers of scores and labels differ, a score is NaN, or the labels (1 for an outlier, 0 otherwise) are
 * all the same.
 */
export function counts(scores: ArrayLike<number>, labels: ArrayLike<number>): { positives: number; negatives: number } {
  if (scores.length !== labels.length)
    throw new DataError(`There are ${scores.length} scores, but ${labels.length} labels. Give one label for each score.`);
  expectScores(scores);
  const positives = countSet(labels);
  if (positives === 0 || positives === labels.length)
    throw new DataError(
      `Labels must contain outliers (1) and other rows (0), but all ${labels.length} are ${positives === 0 ? 0 : 1}.`,
    );
  return { positives, negatives: labels.length - positives };
}

/** Counts the labels or flags that aren't 0. */
export function countSet(flags: ArrayLike<number>): number {
  let count = 0;
  for (let row = 0; row < flags.length; row++) if (flags[row] !== 0) count++;
  return count;
}

/**
 * Yields a point for each distinct score, from the highest to the lowest: the number of rows and outliers down to it, and the
 * threshold that flags them. The threshold is half-way to the next lower score, or minus infinity after the lowest.
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

/**
 * Computes the area under the ROC curve: the probability that an outlier scores higher than another row, where equal scores count
 * half.
 * @param scores [rows]. @param labels [rows], 1 for an outlier and 0 for any other row.
 * @throws DataError if the numbers of scores and labels differ, a score is NaN, or all labels are the same.
 * @example
 * rocAuc([1, 2, 3, 4], [0, 0, 1, 1]); // 1
 */
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

/**
 * Computes average precision: the mean of the precision at each outlier, from the highest score down, as
 * `average_precision_score` of scikit-learn.
 * @param scores [rows]. @param labels [rows], 1 for an outlier and 0 for any other row.
 * @throws DataError as `rocAuc`.
 * @example
 * averagePrecision([1, 2, 3, 4], [0, 0, 1, 1]); // 1
 */
export function averagePrecision(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  const { positives } = counts(scores, labels);
  let [sum, before] = [0, 0];
  for (const { rows, outliers } of fromTheTop(scores, labels)) {
    sum += ((outliers - before) * outliers) / rows;
    before = outliers;
  }
  return sum / positives;
}

/** Precision and recall if the rows with scores above a threshold are flagged. */
export interface PrecisionRecall {
  /** Half-way to the next lower score, or minus infinity below the lowest score. */
  readonly threshold: number;
  readonly precision: number;
  readonly recall: number;
}

/**
 * Returns precision and recall at each threshold that changes the flags, highest threshold first. The threshold that flags no row
 * is left out.
 * @param scores [rows]. @param labels [rows], 1 for an outlier and 0 for any other row.
 * @throws DataError as `rocAuc`.
 * @example
 * for (const { threshold, precision, recall } of precisionRecall(scores, labels)) console.log(threshold, precision, recall);
 */
export function precisionRecall(scores: ArrayLike<number>, labels: ArrayLike<number>): PrecisionRecall[] {
  const { positives } = counts(scores, labels);
  return Array.from(fromTheTop(scores, labels), ({ rows, outliers, threshold }) => ({
    threshold,
    precision: outliers / rows,
    recall: outliers / positives,
  }));
}

/** How well flags agree with labels. */
export interface FlagQuality {
  /** Share of the flagged rows that are outliers; 0 if no row is flagged. */
  readonly precision: number;
  /** Share of the outliers that are flagged. */
  readonly recall: number;
  readonly f1: number;
}

/**
 * Computes precision, recall and F1 of flags.
 * @param flags, labels [rows], 1 for an outlier and 0 for any other row.
 * @throws DataError if their numbers differ, or all labels are the same.
 * @example
 * flagQuality([0, 1, 1], [0, 0, 1]); // { precision: 0.5, recall: 1, f1: 0.667 }
 */
export function flagQuality(flags: ArrayLike<number>, labels: ArrayLike<number>): FlagQuality {
  const { positives } = counts(flags, labels);
  const flagged = countSet(flags);
  const right = countSet(Array.from(flags, (flag, row) => (flag === 0 ? 0 : labels[row]!)));
  return { precision: right / Math.max(flagged, 1), recall: right / positives, f1: (2 * right) / (flagged + positives) };
}
