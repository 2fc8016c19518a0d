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

/** What is known of a column of numbers: of all its rows but for the values, which may be those of some rows drawn evenly. */
export interface NumberSample {
  readonly rows: number;
  readonly missing: number;
  readonly mean: number;
  /** In ascending order, without the missing ones. */
  readonly values: Float64Array;
}

/** What is known of a column of categories: how often each value is there, in all rows or in some drawn evenly. */
export interface CategorySample {
  readonly rows: number;
  readonly missing: number;
  readonly counts: ReadonlyMap<string, number>;
}

/** By how far the population stability index is above what chance makes it: less than .05 (numbers: .1), up to .25, more; and by how sure it is that chance doesn't. */
export type Verdict = "none" | "some" | "strong";
export const VERDICTS: readonly Verdict[] = ["none", "some", "strong"];

/** How a column differs now from before. */
export interface ColumnDrift {
  readonly name: string;
  readonly kind: "number" | "category";
  readonly verdict: Verdict;
  /**
   * Population stability index of the earlier rows' deciles, or of the categories, of which rare ones share bins; missing values are a bin of their own. Where
   * more rows have unseen values than chance makes and it is larger: that of these rows beside those expected.
   */
  readonly psi: number;
  /** What chance alone makes of the index, on average. */
  readonly expectedPsi: number;
  /** Kolmogorov's and Smirnov's largest distance of a number's distributions; chi-squared of a category's counts. */
  readonly statistic: number;
  /** How often chance alone makes such a difference: of values, of how many are missing, or of how many are unseen. */
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

/** Before it is known how many columns there are. */
export type UnjudgedDrift = Omit<ColumnDrift, "adjusted" | "verdict">;
const BINS = 10;
const SHOWN_SHARES = 5;

/** A quantile of ascending values, between two of them in proportion, as NumPy's. NaN of none. */
export function quantileOf(values: ArrayLike<number>, share: number): number {
  const at = share * (values.length - 1);
  const [low, high] = [values[Math.floor(at)], values[Math.ceil(at)]];
  return low === undefined || high === undefined ? Number.NaN : low + (high - low) * (at - Math.floor(at));
}

/** How numbers differ, before it is known how many columns there are. */
export function numberDrift(name: string, before: NumberSample, now: NumberSample): UnjudgedDrift {
  const edges = [...new Set(Array.from({ length: BINS - 1 }, (_, i) => quantileOf(before.values, (i + 1) / BINS)))];
  const test = kolmogorovSmirnov(before.values, now.values);
  const ofBoth = <T>(of: (side: NumberSample) => T): BeforeNow<T> => ({ before: of(before), now: of(now) });
  return {
    name,
    kind: "number",
    ...stability(
      binned(before, edges),
      binned(now, edges),
      before.values.length + before.missing,
      now.values.length + now.missing,
    ),
    statistic: test.statistic,
    pValue: anyOf([test.pValue, ...missingTest(before, now)]),
    missing: ofBoth(missingShare),
    mean: ofBoth(({ mean }) => mean),
    quantiles: ofBoth(({ values }) => QUANTILES.map((share) => quantileOf(values, share))),
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
  const [inBefore, inNow] = [before, now].map(
    ({ counts }) =>
      (value: string) =>
        counts.get(value) ?? 0,
  ) as [Count, Count];
  const values = [...new Set([...before.counts.keys(), ...now.counts.keys()])].sort(
    (a, b) => inBefore(b) / before.rows + inNow(b) / now.rows - inBefore(a) / before.rows - inNow(a) / now.rows,
  );
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
    shares: Object.fromEntries(
      values
        .slice(0, SHOWN_SHARES)
        .map((value) => [value, { before: inBefore(value) / before.rows, now: inNow(value) / now.rows }]),
    ),
    unseen: { rows, values: unseen.slice(0, SHOWN_SHARES) },
  };
}

type Count = (value: string) => number;
type Counted = Pick<CategorySample, "missing" | "rows">;
const missingShare = ({ missing, rows }: Counted): number => missing / rows;

const stability = (a: readonly number[], b: readonly number[], m: number, n: number) => ({
  psi: populationStability(a, b),
  expectedPsi: expectedStability(a, b, m, n),
});

/** How often chance alone makes such a difference in how many values are missing; no test where none is. */
const missingTest = (before: Counted, now: Counted): number[] =>
  before.missing + now.missing > 0 ? [sharesDiffer([before.missing, before.rows], [now.missing, now.rows])] : [];

/** Several tests of one column: the smallest probability, times their number (Bonferroni). */
const anyOf = (pValues: readonly number[]): number => Math.min(1, pValues.length * Math.min(...pValues));

/** A difference that chance makes as often as this may be chance, */
const CHANCE = 0.05;
/** and one that it makes less often than this isn't: only that can be strong. */
const SURE = 1e-4;
/**
 * By how much the index is above what chance makes of it, from when on a column drifts. A category's share that goes from .1 to .2 comes to .08. Numbers need
 * more, as rows that were learned from, given as new ones, are reconstructed a little better than those held out.
 */
const SOME = { category: 0.05, number: 0.1 } as const;
const STRONG = 0.25;

/** Verdicts on columns that were looked at together: where none has changed, one or more is called changed in about one of 20 comparisons at most. */
export function judge(drifts: readonly UnjudgedDrift[]): ColumnDrift[] {
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
