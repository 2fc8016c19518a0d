import { type Calibration, percentileOf } from "./calibration.ts";
import { type Cause, causeSentence, causesOf, type Measured, type Rows } from "./causes.ts";

/** Scores of rows, or of rows by the windows that contain them, with the causes of outliers. */
export interface ScoredRows {
  /** [rows]; a higher score is more unusual. NaN if no window contains the row. */
  readonly scores: Float32Array;
  /** [rows]: percentage of the held-out rows whose score is at most this one; NaN if a row has no score. */
  readonly percentiles: Float32Array;
  /** [rows]: 1 for an outlier, 0 for any other row, null if a row has no score. */
  readonly outliers: readonly (1 | 0 | null)[];
  /** [rows]: the columns that make a row an outlier, with their expected values; undefined for other rows. */
  readonly causes: readonly (readonly Cause[] | undefined)[];
}

/**
 * Judges measured rows: a row is an outlier if its score is above the calibrated threshold.
 * @param isOutlier - 1 for each outlier [rows], if intervals of a series decide instead.
 */
export function judge(measured: Measured, rows: Rows, calibration: Calibration, isOutlier?: Uint8Array): ScoredRows {
  const { scores } = measured;
  const isHigh = (score: number, row: number) => (isOutlier ? isOutlier[row] === 1 : score > calibration.threshold);
  const outliers = Array.from(scores, (score, row) => (Number.isNaN(score) ? null : isHigh(score, row) ? 1 : 0));
  return {
    scores,
    percentiles: scores.map((score) => (Number.isNaN(score) ? score : percentileOf(calibration, score))),
    outliers,
    causes: outliers.map((outlier, row) => (outlier ? causesOf(measured, rows, row) : undefined)),
  };
}

/**
 * Returns the values of the columns score, percentile, outlier, cause and expected of `scoreColumns`. Causes and expected values
 * are null for rows that aren't outliers.
 */
export function scoreCells({ scores, percentiles, outliers, causes }: ScoredRows) {
  const blamed = causes.map((found) => found?.map(({ name }) => name).join(", ") ?? null);
  const expected = causes.map((found) => found?.map(causeSentence).join("; ") ?? null);
  return [scores, percentiles, outliers, blamed, expected] as const;
}
