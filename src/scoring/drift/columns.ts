import { countUpTo, quantile } from "../../core/statistics.ts";
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
/** The least number of rows that a bin is expected to have in either sample. */
const LEAST_IN_BIN = 5;
const SHOWN_SHARES = 5;
/**
 * A change has an index above the expected one by at least this. It is reached by numbers that move by a quarter of their deviation, by a category whose share goes from
 * .1 to .16, by unseen values in 2 of 100 rows, by missing values whose share goes from .01 to .03, and by large errors whose share goes from .01 to .04.
 */
export const LEAST = { numbers: 0.05, categories: 0.03, unseen: 0.03, missing: 0.02, largeErrors: 0.03 } as const;

/** How numbers differ, before it is known how many columns there are. */
export function numberDrift(name: string, before: NumberSample, now: NumberSample): UnjudgedDrift {
  const distance = kolmogorovSmirnov(before.values, now.values);
  return {
    ...numbersCompared(name, before, now),
    statistic: distance.statistic,
    tests: [
      // One test sees numbers that moved, the other one those that spread.
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

/** Statistics of numbers in the earlier and the new data. */
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

/** The index of numbers over bins between the quantiles of the earlier ones. */
export function stabilityOfNumbers({ values: before }: NumberSample, { values: now }: NumberSample): Stability {
  const edges = edgesOf(before, binCount(before.length, now.length));
  return stability(binned(before, edges), binned(now, edges), before.length, now.length);
}

/** The chi-squared test of bins of both samples together: their edges don't depend on which sample a number is of. */
function binsDiffer(before: Float64Array, now: Float64Array): number {
  const both = new Float64Array(before.length + now.length);
  both.set(before);
  both.set(now, before.length);
  const edges = edgesOf(both.sort(), binCount(before.length, now.length));
  return chiSquared(binned(before, edges), binned(now, edges)).pValue;
}

/** Ten bins, or fewer of small samples. */
const binCount = (m: number, n: number): number => Math.max(2, Math.min(MOST_BINS, Math.floor(Math.min(m, n) / LEAST_IN_BIN)));

/** Between the quantiles. A value that fills more than a bin has one for itself, so that values below it are seen. */
function edgesOf(values: Float64Array, bins: number): readonly number[] {
  if (values.length === 0) return [];
  const quantiles = new Set(Array.from({ length: bins - 1 }, (_, i) => quantile(values, (i + 1) / bins)));
  return [...quantiles].flatMap((edge) => {
    const below = edge === 0 ? -Number.MIN_VALUE : edge - Number.EPSILON * Math.abs(edge);
    const isFull = countUpTo(values, edge) - countUpTo(values, below) > values.length / bins;
    return isFull ? [below, edge] : [edge];
  });
}

/** Counts of the values up to each edge and beyond the last. */
function binned(values: Float64Array, edges: readonly number[]): number[] {
  const counts = new Array<number>(edges.length + 1).fill(0);
  let bin = 0;
  for (const value of values) {
    while (bin < edges.length && value > edges[bin]!) bin++;
    counts[bin]!++;
  }
  return counts;
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
 * How keys are written differently, before it is known how many columns there are. Keys have new values all the time, and grow longer as they are counted on: only
 * shorter ones differ, if all earlier ones have the same length.
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

/** Counts of patterns, with their lengths up to the usual one; without lengths if there is none. */
function withoutGrowth(sample: CategorySample, usual: number | undefined): CategorySample {
  const counts = new Map<string, number>();
  for (const [written, count] of sample.counts) {
    const { pattern, length } = partsOf(written);
    const kept = usual === undefined ? pattern : `${pattern} of ${Math.min(length, usual)}`;
    counts.set(kept, (counts.get(kept) ?? 0) + count);
  }
  return { ...sample, counts };
}

/** More rows than expected with values that weren't there before; no test if there are none. */
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

/** Whether a share differs: x of m rows before, y of n now. */
export const shareTest = (
  what: AspectTest["what"],
  [x, m]: readonly [number, number],
  [y, n]: readonly [number, number],
  least: number,
): AspectTest => aspectTest(what, sharesDiffer([x, m], [y, n]), least, stability([x, m - x], [y, n - y], m, n));

/** Empty if no value is missing. */
const missingTest = (before: Counted, now: Counted): readonly AspectTest[] =>
  before.missing + now.missing > 0
    ? [shareTest("missing", [before.missing, before.rows], [now.missing, now.rows], LEAST.missing)]
    : [];

/** Combines several tests of one thing: the smallest probability times the number of tests (Bonferroni). */
const anyOf = (pValues: readonly number[]): number => Math.min(1, pValues.length * Math.min(...pValues));
