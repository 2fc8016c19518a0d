import { benjaminiHochberg, chiSquared, kolmogorovSmirnov, populationStability } from "./two-sample.ts";

/** What is known of a column of numbers: of all its rows but for the values, which may be those of some rows drawn evenly. */
export interface NumberSample {
  readonly rows: number;
  readonly missing: number;
  readonly mean: number;
  /** In ascending order, without the missing ones. */
  readonly values: Float64Array;
}

/** What is known of a column of categories: how often each value is there. */
export interface CategorySample {
  readonly rows: number;
  readonly missing: number;
  readonly counts: ReadonlyMap<string, number>;
}

/** By the population stability index: below 0.1, up to 0.25, above; "none" also where it may be chance. */
export type Verdict = "none" | "some" | "strong";
export const VERDICTS: readonly Verdict[] = ["none", "some", "strong"];

/** How a column differs now from before. */
export interface ColumnDrift {
  readonly name: string;
  readonly kind: "number" | "category";
  readonly verdict: Verdict;
  /** Population stability index of the earlier rows' deciles, or of the categories; missing values are a bin of their own. */
  readonly psi: number;
  /** Kolmogorov's and Smirnov's largest distance of a number's distributions; chi-squared of a category's counts, missing ones among them. */
  readonly statistic: number;
  /** How often chance alone makes such a difference, of values or of how many are missing. */
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

type Unjudged = Omit<ColumnDrift, "adjusted" | "verdict">;
const BINS = 10;
/** Categories told apart; the rarer ones count as one. */
const MOST_CATEGORIES = 50;
const SHOWN_SHARES = 5;

/** A quantile of ascending values, between two of them in proportion, as NumPy's. NaN of none. */
export function quantileOf(values: ArrayLike<number>, share: number): number {
  const at = share * (values.length - 1);
  const [low, high] = [values[Math.floor(at)], values[Math.ceil(at)]];
  return low === undefined || high === undefined ? Number.NaN : low + (high - low) * (at - Math.floor(at));
}

/** How numbers differ, before it is known how many columns there are. */
export function numberDrift(name: string, before: NumberSample, now: NumberSample): Unjudged {
  const edges = [...new Set(Array.from({ length: BINS - 1 }, (_, i) => quantileOf(before.values, (i + 1) / BINS)))];
  const test = kolmogorovSmirnov(before.values, now.values);
  const missing = chiSquared([before.missing, before.rows - before.missing], [now.missing, now.rows - now.missing]);
  const ofBoth = <T>(of: (side: NumberSample) => T): BeforeNow<T> => ({ before: of(before), now: of(now) });
  return {
    name,
    kind: "number",
    psi: populationStability(binned(before, edges), binned(now, edges)),
    statistic: test.statistic,
    // Two tests of one column: the smaller probability counts double (Bonferroni), where a value is missing at all.
    pValue: before.missing + now.missing > 0 ? Math.min(1, 2 * Math.min(test.pValue, missing.pValue)) : test.pValue,
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
export function categoryDrift(name: string, before: CategorySample, now: CategorySample): Unjudged {
  const [inBefore, inNow] = [before, now].map(
    ({ counts }) =>
      (value: string) =>
        counts.get(value) ?? 0,
  ) as [Count, Count];
  const values = [...new Set([...before.counts.keys(), ...now.counts.keys()])].sort(
    (a, b) => inBefore(b) / before.rows + inNow(b) / now.rows - inBefore(a) / before.rows - inNow(a) / now.rows,
  );
  const told = values.slice(0, MOST_CATEGORIES);
  const row = ({ rows, missing }: CategorySample, of: Count) => {
    const counts = told.map(of);
    return [...counts, rows - missing - counts.reduce((sum, n) => sum + n, 0), missing];
  };
  const [a, b] = [row(before, inBefore), row(now, inNow)];
  const unseen = values.filter((value) => inBefore(value) === 0);
  return {
    name,
    kind: "category",
    psi: populationStability(a, b),
    ...chiSquared(a, b),
    missing: { before: missingShare(before), now: missingShare(now) },
    shares: Object.fromEntries(
      values
        .slice(0, SHOWN_SHARES)
        .map((value) => [value, { before: inBefore(value) / before.rows, now: inNow(value) / now.rows }]),
    ),
    unseen: { rows: unseen.reduce((sum, value) => sum + inNow(value), 0), values: unseen.slice(0, SHOWN_SHARES) },
  };
}

type Count = (value: string) => number;
const missingShare = ({ missing, rows }: { missing: number; rows: number }): number => missing / rows;

/** Above this, a difference may be chance. */
const CHANCE = 0.05;

/** Verdicts on columns that were looked at together. */
export function judge(drifts: readonly Unjudged[]): ColumnDrift[] {
  const adjusted = benjaminiHochberg(drifts.map(({ pValue }) => pValue));
  return drifts.map((drift, i) => {
    const isChance = adjusted[i]! >= CHANCE;
    const verdict = isChance || drift.psi < 0.1 ? "none" : drift.psi <= 0.25 ? "some" : "strong";
    return { ...drift, adjusted: adjusted[i]!, verdict };
  });
}

/** The strongest of some verdicts. */
export const strongest = (verdicts: readonly Verdict[]): Verdict =>
  VERDICTS[Math.max(0, ...verdicts.map((verdict) => VERDICTS.indexOf(verdict)))]!;
