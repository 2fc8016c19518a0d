import { quantile } from "../../core/statistics.ts";
import type { CategorySample, NumberSample } from "../../data/column-samples.ts";
import {
  benjaminiHochberg,
  chiSquared,
  expectedStability,
  kolmogorovSmirnov,
  pooledCells,
  populationStability,
  sharesDiffer,
  unseenRows,
} from "./two-sample.ts";

/**
 * How much a column has changed. The population stability index is above its expected value by less than .05 (numbers: .1), by up to .25, or by more; and the
 * test's probability is small enough.
 */
export type Verdict = "none" | "some" | "strong";
export const VERDICTS: readonly Verdict[] = ["none", "some", "strong"];

/** How a column differs now from before. */
export interface ColumnDrift {
  readonly name: string;
  readonly kind: "number" | "category";
  readonly verdict: Verdict;
  /**
   * The population stability index over the deciles of the earlier rows, or over the categories, of which rare ones share bins. Missing values have a bin of
   * their own. If more rows than expected have unseen values, the index of the unseen rows, expected and found, takes its place where it is larger.
   */
  readonly psi: number;
  /** The index that two samples of one population have on average. */
  readonly expectedPsi: number;
  /** Kolmogorov's and Smirnov's largest distance of a number's distributions; chi-squared of a category's counts. */
  readonly statistic: number;
  /** The probability that chance alone makes the values, the share of missing values, or the number of unseen values differ as much. */
  readonly pValue: number;
  /** The same, adjusted for that many columns are looked at. */
  readonly adjusted: number;
  /** Shares of the rows. */
  readonly missing: BeforeNow<number>;
  /** Of a number. */
  readonly mean?: BeforeNow<number>;
  /** Of a number: those of `QUANTILES`. */
  readonly quantiles?: BeforeNow<readonly number[]>;
  /** Of a category: the shares of the values that there are, the most frequent ones first. */
  readonly shares?: Readonly<Record<string, BeforeNow<number>>>;
  /** Of a category: how many rows now have a value that no row had before, and some of those values. */
  readonly unseen?: { readonly rows: number; readonly values: readonly string[] };
}

export interface BeforeNow<T> {
  readonly before: T;
  readonly now: T;
}

export const QUANTILES = [0.05, 0.25, 0.5, 0.75, 0.95] as const;

/** A column's drift before the verdict, which depends on the number of columns. */
export type UnjudgedDrift = Omit<ColumnDrift, "adjusted" | "verdict">;
const BINS = 10;
const SHOWN_SHARES = 5;

/** How numbers differ, before it is known how many columns there are. */
export function numberDrift(name: string, before: NumberSample, now: NumberSample): UnjudgedDrift {
  const edges = [...new Set(Array.from({ length: BINS - 1 }, (_, i) => quantile(before.values, (i + 1) / BINS)))];
  const test = kolmogorovSmirnov(before.values, now.values);
  const looked = ({ values, missing }: NumberSample) => values.length + missing;
  const ofBoth = <T>(of: (side: NumberSample) => T): BeforeNow<T> => ({ before: of(before), now: of(now) });
  return {
    name,
    kind: "number",
    ...stability(binned(before, edges), binned(now, edges), looked(before), looked(now)),
    statistic: test.statistic,
    pValue: anyOf([test.pValue, ...missingTest(before, now)]),
    missing: ofBoth(missingShare),
    mean: ofBoth(({ mean }) => mean),
    quantiles: ofBoth(({ values }) => QUANTILES.map((share) => quantile(values, share))),
  };
}

/** Counts of the values up to each edge and beyond the last, on the scale of all rows, and of the missing ones. */
function binned({ rows, missing, values }: NumberSample, edges: readonly number[]): number[] {
  const counts = new Array<number>(edges.length + 1).fill(0);
  let bin = 0;
  for (const value of values) {
    while (bin < edges.length && value > edges[bin]!) bin++;
    counts[bin]!++;
  }
  const scale = values.length === 0 ? 0 : (rows - missing) / values.length;
  return [...counts.map((count) => count * scale), missing];
}

/** How categories differ, before it is known how many columns there are. */
export function categoryDrift(name: string, before: CategorySample, now: CategorySample): UnjudgedDrift {
  const inBefore = (value: string) => before.counts.get(value) ?? 0;
  const inNow = (value: string) => now.counts.get(value) ?? 0;
  const sharesOf = (value: string) => ({ before: inBefore(value) / before.rows, now: inNow(value) / now.rows });
  const values = [...new Set([...before.counts.keys(), ...now.counts.keys()])].sort((a, b) => {
    const [ofA, ofB] = [sharesOf(a), sharesOf(b)];
    return ofB.before + ofB.now - ofA.before - ofA.now;
  });
  const [a, b] = [values.map(inBefore), values.map(inNow)];
  const test = chiSquared(a, b);
  const [inA, inB] = pooledCells(a, b);
  const ofCells = stability([...inA, before.missing], [...inB, now.missing], before.rows, now.rows);
  const { rows, expected, pValue } = unseenRows(a, b);
  const present = now.rows - now.missing;
  const ofUnseen = rows > expected ? populationStability([expected, present - expected], [rows, present - rows]) : 0;
  const unseen = values.filter((value) => inBefore(value) === 0);
  return {
    name,
    kind: "category",
    ...(ofUnseen > Math.max(0, ofCells.psi - ofCells.expectedPsi) ? { psi: ofUnseen, expectedPsi: 0 } : ofCells),
    statistic: test.statistic,
    pValue: anyOf([test.pValue, ...missingTest(before, now), ...(rows > 0 ? [pValue] : [])]),
    missing: { before: missingShare(before), now: missingShare(now) },
    shares: Object.fromEntries(values.slice(0, SHOWN_SHARES).map((value) => [value, sharesOf(value)])),
    unseen: { rows, values: unseen.slice(0, SHOWN_SHARES) },
  };
}

type Counted = Pick<CategorySample, "missing" | "rows">;
const missingShare = ({ missing, rows }: Counted): number => missing / rows;

const stability = (a: readonly number[], b: readonly number[], m: number, n: number) => ({
  psi: populationStability(a, b),
  expectedPsi: expectedStability(a, b, m, n),
});

/** The probability that chance alone makes the shares of missing values differ as much; empty if no value is missing. */
const missingTest = (before: Counted, now: Counted): number[] =>
  before.missing + now.missing > 0 ? [sharesDiffer([before.missing, before.rows], [now.missing, now.rows])] : [];

/** Combines several tests of one column: the smallest probability times the number of tests (Bonferroni). */
const anyOf = (pValues: readonly number[]): number => Math.min(1, pValues.length * Math.min(...pValues));

/** A column whose adjusted probability is at least this has not changed. */
const CHANCE = 0.05;
/** Only a column whose adjusted probability is below this can have changed strongly. */
const SURE = 1e-4;
/**
 * A column has changed if its index is above the expected one by at least this. A category whose share goes from .1 to .2 has an index of .08. Numbers need more,
 * because scores are numbers too, and a model reconstructs rows that it learned from a little better than rows that it was not shown.
 */
const SOME = { category: 0.05, number: 0.1 } as const;
const STRONG = 0.25;

/** Gives the verdicts on all columns of a comparison. If no column has changed, about one comparison in 20 at most calls one or more of them changed. */
export function judge<T extends UnjudgedDrift>(drifts: readonly T[]): (T & ColumnDrift)[] {
  const adjusted = benjaminiHochberg(drifts.map(({ pValue }) => pValue));
  return drifts.map((drift, i) => {
    const [p, excess] = [adjusted[i]!, drift.psi - drift.expectedPsi];
    const verdict = p >= CHANCE || excess < SOME[drift.kind] ? "none" : p >= SURE || excess <= STRONG ? "some" : "strong";
    return { ...drift, adjusted: p, verdict };
  });
}

/** The strongest of some verdicts. */
export const strongest = (verdicts: readonly Verdict[]): Verdict =>
  VERDICTS[Math.max(0, ...verdicts.map((verdict) => VERDICTS.indexOf(verdict)))]!;
