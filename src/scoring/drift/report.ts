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

/** How the columns of new data differ from those of earlier data. */
export interface ColumnsReport {
  /** The strongest verdict of all that was compared. */
  readonly verdict: Verdict;
  readonly rows: BeforeNow<number>;
  readonly columns: readonly ColumnDrift[];
}

/** How new data differs from earlier data, in its columns and in how well a model reconstructs it. */
export interface DriftReport extends ColumnsReport {
  readonly scores: ScoreDrift;
}

/** How the rows' reconstruction errors differ. */
export interface ScoreDrift extends ColumnDrift {
  /** The .99 quantile of the earlier errors. */
  readonly threshold: number;
  /** Shares of the rows above that threshold. */
  readonly above: BeforeNow<number>;
}

/** Judges columns and reconstruction errors together, so that the overall verdict is as reliable as the verdict on one column. */
export function driftReport(
  rows: BeforeNow<number>,
  drifts: readonly UnjudgedDrift[],
  scores: BeforeNow<Float32Array>,
): DriftReport {
  const judged = judge([...drifts, errorDrift(scores)]);
  const verdict = strongest(judged.map((drift) => drift.verdict));
  return { verdict, rows, columns: judged.slice(0, -1), scores: judged.at(-1) as ScoreDrift };
}

/** Judges columns without a model. */
export function columnsReport(rows: BeforeNow<number>, drifts: readonly UnjudgedDrift[]): ColumnsReport {
  const columns = judge(drifts);
  return { verdict: strongest(columns.map(({ verdict }) => verdict)), rows, columns };
}

const LAST_PERCENT = 0.99;

/**
 * Compares two sets of reconstruction errors, and returns the shares above the .99 quantile of the earlier ones. Only larger
 * errors are a change: new rows may include rows that were used for training, which are reconstructed better than held-out rows.
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

/**
 * Tests whether errors are larger now: either all of them, by their ranks, or a larger share of them is above the .99 quantile of
 * the earlier ones.
 */
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

/** Returns numbers, none of which is missing, as a sample that can be compared with another. */
export const numberSample = (values: Float32Array): NumberSample => ({
  rows: values.length,
  missing: 0,
  mean: mean(values),
  values: Float64Array.from(values).sort(),
});
