import { mean, quantile } from "../../core/statistics.ts";
import type { NumberSample } from "../../data/column-samples.ts";
import { LEAST, numbersCompared, shareTest, stabilityOfNumbers } from "./columns.ts";
import {
  type AspectTest,
  aspectTest,
  type BeforeNow,
  type ColumnDrift,
  judge,
  strongest,
  type UnjudgedDrift,
  type Verdict,
} from "./judge.ts";
import { isLarger, kolmogorovSmirnov } from "./two-sample.ts";

/** How new data differs from earlier data, by its columns and by how well a model reconstructs it. */
export interface DriftReport {
  /** The strongest verdict of all columns and of the scores. */
  readonly verdict: Verdict;
  readonly rows: BeforeNow<number>;
  readonly columns: readonly ColumnDrift[];
  readonly scores: ScoreDrift;
}

/** How the rows' reconstruction errors differ. */
export interface ScoreDrift extends ColumnDrift {
  /** The .99 quantile of the earlier errors. */
  readonly threshold: number;
  /** The shares of the rows above it. */
  readonly above: BeforeNow<number>;
}

/** Judges columns and reconstruction errors together, so that the overall verdict is as reliable as that on one column. */
export function driftReport(
  rows: BeforeNow<number>,
  drifts: readonly UnjudgedDrift[],
  scores: BeforeNow<Float32Array>,
): DriftReport {
  const judged = judge([...drifts, errorDrift(scores)]);
  const verdict = strongest(judged.map((drift) => drift.verdict));
  return { verdict, rows, columns: judged.slice(0, -1), scores: judged.at(-1) as ScoreDrift };
}

const LAST_PERCENT = 0.99;

/**
 * How two sets of reconstruction errors differ, and what share lies above the .99 quantile of the earlier ones. Only larger errors are a change: new rows may be
 * among those that the model learned from, which are reconstructed better than those held out.
 */
export const scoreDrift = (scores: BeforeNow<Float32Array>): ScoreDrift => judge([errorDrift(scores)])[0]!;

function errorDrift(scores: BeforeNow<Float32Array>) {
  const [before, now] = [numberSample(scores.before), numberSample(scores.now)];
  return {
    ...numbersCompared("reconstruction error", before, now),
    statistic: kolmogorovSmirnov(before.values, now.values).statistic,
    ...largerErrors({ before, now }),
  } satisfies UnjudgedDrift & Pick<ScoreDrift, "threshold" | "above">;
}

/** Tests whether errors are larger now: all of them by their ranks, or more of them than before are above the .99 quantile of the earlier ones. */
export function largerErrors({ before, now }: BeforeNow<NumberSample>) {
  const threshold = quantile(before.values, LAST_PERCENT);
  const countOf = ({ values }: NumberSample) => values.filter((x) => x > threshold).length;
  const [was, is] = [countOf(before), countOf(now)];
  const above = { before: was / before.rows, now: is / now.rows };
  const large = shareTest("large errors", [was, before.rows], [is, now.rows], LEAST.largeErrors);
  const tests: readonly AspectTest[] = [
    aspectTest("values", isLarger(now.values, before.values), LEAST.numbers, stabilityOfNumbers(before, now)),
    above.now > above.before ? large : { ...large, pValue: 1 },
  ];
  return { tests, threshold, above };
}

/** Numbers without missing ones, as a sample that can be compared with another. */
export const numberSample = (values: Float32Array): NumberSample => ({
  rows: values.length,
  missing: 0,
  mean: mean(values),
  values: Float64Array.from(values).sort(),
});
