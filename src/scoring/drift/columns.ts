import { countUpTo, quantile } from "../../core/statistics.ts";
import { counted } from "../../core/words.ts";
import type { CategorySample, NumberSample } from "../../data/column-samples.ts";
import { type AspectTest, aspectTest, type BeforeNow, type ColumnComparison, type UnjudgedDrift } from "./judge.ts";
import {
  chiSquared,
  expectedStability,
  kolmogorovSmirnov,
  pooledCells,
  populationStability,
  sharesDiffer,
  unseenRows,
} from "./two-sample.ts";

export const QUANTILES = [0.05, 0.25, 0.5, 0.75, 0.95] as const;
const MOST_BINS = 10;
/** Minimum number of rows that a bin is expected to have in either sample. */
const LEAST_IN_BIN = 5;
const SHOWN_SHARES = 5;
/**
 * Minimum difference between an index and its expected value that counts as a change. It is reached by numbers that move by a
 * quarter of their standard deviation, or by a category whose share rises from .1 to .16. Unseen values reach it in 2 of 100
 * rows, missing values if their share rises from .01 to .03, and large errors if theirs rises from .01 to .04.
 */
export const LEAST = { numbers: 0.05, categories: 0.03, unseen: 0.03, missing: 0.02, largeErrors: 0.03 } as const;

/** Compares the numbers of a column, without a verdict, which depends on the number of columns. */
export function numberDrift(name: string, before: NumberSample, now: NumberSample): UnjudgedDrift {
  const distance = kolmogorovSmirnov(before.values, now.values);
  return {
    ...numbersCompared(name, before, now),
    statistic: distance.statistic,
    tests: [
      // The first test finds numbers that moved, the second one numbers whose spread changed.
      aspectTest(
        "values",
        anyOf([distance.pValue, binsDiffer(before.values, now.values)]),
        LEAST.numbers,
        stabilityOfNumbers(before, now),
      ),
      ...missingTest(before, now),
    ],
  };
}

/** Returns statistics of numbers in the earlier and the new data. */
export function numbersCompared(name: string, before: NumberSample, now: NumberSample): Omit<ColumnComparison, "statistic"> {
  const ofBoth = <T>(of: (side: NumberSample) => T): BeforeNow<T> => ({ before: of(before), now: of(now) });
  return {
    name,
    kind: "number",
    missing: ofBoth(missingShare),
    mean: ofBoth(({ mean }) => mean),
    quantiles: ofBoth(({ values }) => QUANTILES.map((share) => quantile(values, share))),
  };
}

/** Returns the stability index of numbers, over bins between the quantiles of the earlier ones. */
export function stabilityOfNumbers({ values: before }: NumberSample, { values: now }: NumberSample): Stability {
  const edges = edgesOf(before, binCount(before.length, now.length));
  return stability(binned(before, edges), binned(now, edges), before.length, now.length);
}

/**
 * Applies the chi-squared test to bins of both samples together, so that the edges of the bins don't depend on which sample a
 * number comes from.
 */
function binsDiffer(before: Float64Array, now: Float64Array): number {
  const both = new Float64Array(before.length + now.length);
  both.set(before);
  both.set(now, before.length);
  const edges = edgesOf(both.sort(), binCount(before.length, now.length));
  return chiSquared(binned(before, edges), binned(now, edges)).pValue;
}

/** Returns ten bins, or fewer for small samples. */
const binCount = (m: number, n: number): number => Math.max(2, Math.min(MOST_BINS, Math.floor(Math.min(m, n) / LEAST_IN_BIN)));

/**
 * Returns bin edges at the quantiles. A value that fills more than one bin gets a bin of its own, so that values just below it
 * are noticed.
 */
function edgesOf(values: Float64Array, bins: number): readonly number[] {
  if (values.length === 0) return [];
  const quantiles = new Set(Array.from({ length: bins - 1 }, (_, i) => quantile(values, (i + 1) / bins)));
  return [...quantiles].flatMap((edge) => {
    const below = edge === 0 ? -Number.MIN_VALUE : edge - Number.EPSILON * Math.abs(edge);
    const isFull = countUpTo(values, edge) - countUpTo(values, below) > values.length / bins;
    return isFull ? [below, edge] : [edge];
  });
}

/** Counts the values up to each edge, and above the last one. */
function binned(values: Float64Array, edges: readonly number[]): number[] {
  const counts = new Array<number>(edges.length + 1).fill(0);
  let bin = 0;
  for (const value of values) {
    while (bin < edges.length && value > edges[bin]!) bin++;
    counts[bin]!++;
  }
  return counts;
}

/** Compares the categories of a column, without a verdict, which depends on the number of columns. */
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
  const unseen = unseenRows(a, b);
  return {
    name,
    kind: "category",
    statistic: test.statistic,
    missing: { before: missingShare(before), now: missingShare(now) },
    shares: Object.fromEntries(values.slice(0, SHOWN_SHARES).map((value) => [value, sharesOf(value)])),
    unseen: { rows: unseen.rows, values: values.filter((value) => inBefore(value) === 0).slice(0, SHOWN_SHARES) },
    tests: [
      aspectTest("values", test.pValue, LEAST.categories, stability(...pooledCells(a, b), presentIn(before), presentIn(now))),
      ...unseenTest(unseen, presentIn(now)),
      ...missingTest(before, now),
    ],
  };
}

/**
 * Compares how keys are written, without a verdict, which depends on the number of columns. Keys have new values all the time,
 * and counters grow longer, so only shorter keys count as different, and only if all earlier keys have the same length.
 * @param before, now counts of `PATTERN of LENGTH`.
 */
export function keyDrift(name: string, before: CategorySample, now: CategorySample): UnjudgedDrift {
  const [least, ...others] = new Set([...before.counts.keys()].map((written) => partsOf(written).length));
  const usual = others.length === 0 ? least : undefined;
  return categoryDrift(name, withoutGrowth(before, usual), withoutGrowth(now, usual));
}

function partsOf(written: string): { readonly pattern: string; readonly length: number } {
  const at = written.lastIndexOf(" of ");
  return { pattern: written.slice(0, at), length: Number(written.slice(at + 4)) };
}

/** Counts patterns with their lengths, up to the usual length. Without a usual length, lengths are left out. */
function withoutGrowth(sample: CategorySample, usual: number | undefined): CategorySample {
  const counts = new Map<string, number>();
  for (const [written, count] of sample.counts) {
    const { pattern, length } = partsOf(written);
    const kept = usual === undefined ? pattern : `${pattern}, ${counted(Math.min(length, usual), "character")}`;
    counts.set(kept, (counts.get(kept) ?? 0) + count);
  }
  return { ...sample, counts };
}

/** Tests whether more rows than expected have values that weren't there before. Returns no test if there are no such rows. */
function unseenTest({ rows, expected, pValue }: ReturnType<typeof unseenRows>, present: number): readonly AspectTest[] {
  if (rows === 0) return [];
  const psi = rows > expected ? populationStability([expected, present - expected], [rows, present - rows]) : 0;
  return [aspectTest("unseen", pValue, LEAST.unseen, { psi, expectedPsi: 0 })];
}

type Counted = Pick<CategorySample, "missing" | "rows">;
const missingShare = ({ missing, rows }: Counted): number => missing / rows;
const presentIn = ({ missing, rows }: Counted): number => rows - missing;

interface Stability {
  readonly psi: number;
  readonly expectedPsi: number;
}

const stability = (a: readonly number[], b: readonly number[], m: number, n: number): Stability => ({
  psi: populationStability(a, b),
  expectedPsi: expectedStability(a, b, m, n),
});

/** Tests whether a share differs: x of m rows before, y of n now. */
export const shareTest = (
  what: AspectTest["what"],
  [x, m]: readonly [number, number],
  [y, n]: readonly [number, number],
  least: number,
): AspectTest => aspectTest(what, sharesDiffer([x, m], [y, n]), least, stability([x, m - x], [y, n - y], m, n));

/** Tests whether the share of missing values differs. Returns no test if none is missing. */
const missingTest = (before: Counted, now: Counted): readonly AspectTest[] =>
  before.missing + now.missing > 0
    ? [shareTest("missing", [before.missing, before.rows], [now.missing, now.rows], LEAST.missing)]
    : [];

/** Combines several tests of one aspect: returns the smallest probability times the number of tests (Bonferroni). */
const anyOf = (pValues: readonly number[]): number => Math.min(1, pValues.length * Math.min(...pValues));
