import { benjaminiHochberg } from "./two-sample.ts";

/**
 * How much a column has changed. A change needs a small adjusted probability and an index above its expected value: "some" if the
 * index is above it by at least `least` of the test and p < .02, "strong" if by more than .25 and p < .0001.
 */
export type Verdict = "none" | "some" | "strong";
export const VERDICTS: readonly Verdict[] = ["none", "some", "strong"];

/**
 * The aspect of a column that is tested: its values, rows with values that weren't there before, missing values, or large
 * reconstruction errors.
 */
export type Aspect = "values" | "unseen" | "missing" | "large errors";

/** Result of the test of one aspect. */
export interface AspectTest {
  readonly what: Aspect;
  readonly pValue: number;
  readonly psi: number;
  readonly expectedPsi: number;
  /** Minimum difference between the index and its expected value that counts as a change. */
  readonly least: number;
}

export const aspectTest = (
  what: Aspect,
  pValue: number,
  least: number,
  { psi, expectedPsi }: Pick<AspectTest, "psi" | "expectedPsi">,
): AspectTest => ({ what, pValue, psi, expectedPsi, least });

/** A value in the training data, and in the new data. */
export interface BeforeNow<T> {
  readonly before: T;
  readonly now: T;
}

/** Statistics of a column before and now, without a verdict. */
export interface ColumnComparison {
  readonly name: string;
  readonly kind: "number" | "category";
  /** Largest distance between the distributions of numbers (Kolmogorov-Smirnov), or chi-squared of the counts of categories. */
  readonly statistic: number;
  /** Shares of rows in which the value is missing. */
  readonly missing: BeforeNow<number>;
  /** Means (numbers only). */
  readonly mean?: BeforeNow<number>;
  /** The quantiles at `QUANTILES` (numbers only). */
  readonly quantiles?: BeforeNow<readonly number[]>;
  /** Shares of the most frequent values, largest first (categories only). */
  readonly shares?: Readonly<Record<string, BeforeNow<number>>>;
  /** Number of rows now whose value no row had before, and some of those values (categories only). */
  readonly unseen?: { readonly rows: number; readonly values: readonly string[] };
}

/** A column's comparison with its tests. The verdict comes later, because it depends on the number of tests of all columns. */
export interface UnjudgedDrift extends ColumnComparison {
  readonly tests: readonly AspectTest[];
}

/** Verdict on a column. The index and the probabilities are those of the aspect that changed most certainly. */
export interface Judgement {
  readonly verdict: Verdict;
  /** The aspect that changed most certainly. */
  readonly what: Aspect;
  /**
   * The population stability index. For numbers it is computed over ten bins between the quantiles of the earlier rows (fewer for
   * small samples), for categories over the categories, where rare ones share bins. For missing values and large errors it
   * compares the rows that have them with the others, for unseen values the found with the expected number of rows.
   */
  readonly psi: number;
  /** The average index of two samples of one population. */
  readonly expectedPsi: number;
  /** The probability that chance alone makes this aspect differ this much. */
  readonly pValue: number;
  /** The same probability, adjusted for the number of tests of all columns. */
  readonly adjusted: number;
}

/** How a column differs now from before, with the verdict. */
export interface ColumnDrift extends ColumnComparison, Judgement {}

/**
 * An adjusted probability of at least the first number means that nothing has changed; a strong change needs one below the
 * second. The first is below 1 in 20, because probabilities of small samples are only approximate.
 */
const [CHANCE, SURE] = [0.02, 1e-4];
const STRONG = 0.25;

/**
 * Returns the verdicts on all columns of a comparison. If no column has changed, at most about one comparison in 20 reports a
 * change.
 */
export function judge<T extends Pick<UnjudgedDrift, "tests">>(drifts: readonly T[]): (Omit<T, "tests"> & Judgement)[] {
  const adjusted = benjaminiHochberg(drifts.flatMap(({ tests }) => tests.map(({ pValue }) => pValue)));
  let next = 0;
  return drifts.map(({ tests, ...drift }) => {
    const judged = tests.map(({ least, ...test }) => {
      const p = adjusted[next++]!;
      return { ...test, adjusted: p, verdict: verdictOn(p, test.psi - test.expectedPsi, least) };
    });
    const rank = (verdict: Verdict) => VERDICTS.indexOf(verdict);
    const [first] = judged.sort((a, b) => rank(b.verdict) - rank(a.verdict) || a.pValue - b.pValue);
    return { ...drift, ...first! };
  });
}

function verdictOn(adjusted: number, excess: number, least: number): Verdict {
  if (adjusted >= CHANCE || excess < least) return "none";
  return adjusted >= SURE || excess <= STRONG ? "some" : "strong";
}

/** Returns the strongest of some verdicts. */
export const strongest = (verdicts: readonly Verdict[]): Verdict =>
  VERDICTS[Math.max(0, ...verdicts.map((verdict) => VERDICTS.indexOf(verdict)))]!;
