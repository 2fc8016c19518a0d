import { type Calibration, percentileOf } from "./calibration.ts";
import { type Cause, causeSentence, causesOf, type Measured, type Rows } from "./causes.ts";

/** Rows that were scored, alone or by the windows that hold them: how strange each is, and why. */
export interface ScoredRows {
  /** [rows], higher is stranger; NaN where a row has no score: one that no window holds. */
  readonly scores: Float32Array;
  /** [rows]: how many percent of the rows held out in training score no higher; NaN where a row has no score. */
  readonly percentiles: Float32Array;
  /** [rows]: 1 for an outlier, 0 for another row, null where a row has no score. */
  readonly outliers: readonly (1 | 0 | null)[];
  /** [rows]: which columns make an outlier one, and what was expected of them; undefined for any other row. */
  readonly causes: readonly (readonly Cause[] | undefined)[];
}

/** Judges measured rows: a row whose score is above the calibration's threshold is an outlier. */
export function judge(measured: Measured, rows: Rows, calibration: Calibration): ScoredRows {
  const { scores } = measured;
  const outliers = Array.from(scores, (score) => (Number.isNaN(score) ? null : score > calibration.threshold ? 1 : 0));
  return {
    scores,
    percentiles: scores.map((score) => (Number.isNaN(score) ? score : percentileOf(calibration, score))),
    outliers,
    causes: outliers.map((outlier, row) => (outlier ? causesOf(measured, rows, row) : undefined)),
  };
}

/** The values of `scoreColumns`, but for row numbers, keys and what follows: score, percentile, outlier, and of an outlier the columns to blame and what was expected. */
export function scoreCells({ scores, percentiles, outliers, causes }: ScoredRows) {
  const blamed = causes.map((found) => found?.map(({ name }) => name).join(", ") ?? null);
  const expected = causes.map((found) => found?.map(causeSentence).join("; ") ?? null);
  return [scores, percentiles, outliers, blamed, expected] as const;
}
