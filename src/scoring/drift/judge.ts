import { benjaminiHochberg } from "./two-sample.ts";

/**
 * How much a column has changed. A change needs a small probability and an index that is above its expected value: "some" by at least `least` of its test and
 * p < .02, "strong" by more than .25 and p < .0001.
 */
export type Verdict = "none" | "some" | "strong";
export const VERDICTS: readonly Verdict[] = ["none", "some", "strong"];

/** What is tested of a column: its values, rows with values that weren't there before, missing values, or large reconstruction errors. */
export type Aspect = "values" | "unseen" | "missing" | "large errors";

/** The test of one aspect. */
export interface AspectTest {
  readonly what: Aspect;
  readonly pValue: number;
  readonly psi: number;
  readonly expectedPsi: number;
  /** The index of a change is above the expected one by at least this. */
  readonly least: number;
}

export const aspectTest = (
  what: Aspect,
  pValue: number,
  least: number,
  { psi, expectedPsi }: Pick<AspectTest, "psi" | "expectedPsi">,
): AspectTest => ({ what, pValue, psi, expectedPsi, least });

export interface BeforeNow<T> {
  readonly before: T;
  readonly now: T;
}

/** What is known of a column before and now, before it is judged. */
export interface ColumnComparison {
  readonly name: string;
  readonly kind: "number" | "category";
  /** Kolmogorov's and Smirnov's largest distance of a number's distributions; chi-squared of a category's counts. */
  readonly statistic: number;
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

/** A column's comparison with its tests, before the verdict, which depends on the number of tests of all columns. */
export interface UnjudgedDrift extends ColumnComparison {
  readonly tests: readonly AspectTest[];
}

/** What the tests of a column come to. The index and the probabilities are those of the aspect that changed most surely. */
export interface Judgement {
  readonly verdict: Verdict;
  /** What changed most surely. */
  readonly what: Aspect;
  /**
   * The population stability index: of values over ten bins between the quantiles of the earlier rows (fewer of small samples), or over the categories, of which
   * rare ones share bins; of missing values and large errors over the rows that have them and the others; of unseen values over the rows with them, expected and found.
   */
  readonly psi: number;
  /** The index that two samples of one population have on average. */
  readonly expectedPsi: number;
  /** The probability that chance alone makes this aspect differ as much. */
  readonly pValue: number;
  /** The same, adjusted for the number of tests of all columns. */
  readonly adjusted: number;
}

/** How a column differs now from before. */
export interface ColumnDrift extends ColumnComparison, Judgement {}

/**
 * From this adjusted probability on, nothing has changed; a strong change needs one that is smaller still. It is below 1 in 20, as probabilities of small samples
 * are only nearly right.
 */
const [CHANCE, SURE] = [0.02, 1e-4];
const STRONG = 0.25;

/** Gives the verdicts on all columns of a comparison. If no column has changed, about one comparison in 20 at most calls one or more of them changed. */
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

/** The strongest of some verdicts. */
export const strongest = (verdicts: readonly Verdict[]): Verdict =>
  VERDICTS[Math.max(0, ...verdicts.map((verdict) => VERDICTS.indexOf(verdict)))]!;
