import { sum } from "../../core/statistics.ts";
/**
 * Result of a test of two samples: how much they differ, and the probability that two samples of one population differ this much.
 */
export interface TwoSampleTest {
  readonly statistic: number;
  readonly pValue: number;
}

/**
 * Applies the Kolmogorov-Smirnov test: returns the largest distance between the distribution functions of two samples, and its
 * probability in the limit of large samples (Smirnov, 1948). The probability is too large rather than too small if samples are
 * small or values repeat. Two empty samples don't differ.
 * @param a, b in ascending order.
 */
export function kolmogorovSmirnov(a: ArrayLike<number>, b: ArrayLike<number>): TwoSampleTest {
  if (a.length === 0 || b.length === 0) return { statistic: 0, pValue: 1 };
  let [i, j, statistic] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i]!, b[j]!);
    while (i < a.length && a[i] === value) i++;
    while (j < b.length && b[j] === value) j++;
    statistic = Math.max(statistic, Math.abs(i / a.length - j / b.length));
  }
  return { statistic, pValue: kolmogorov(statistic * Math.sqrt((a.length * b.length) / (a.length + b.length))) };
}

/** Returns the probability that Kolmogorov's limit is above x. Of its two series, the one that converges faster is used. */
export function kolmogorov(x: number): number {
  if (x <= 0) return 1;
  let sum = 0;
  if (x < 1.18) {
    for (let k = 1; k <= 9; k += 2) sum += Math.exp(-((k * Math.PI) ** 2) / (8 * x * x));
    return 1 - (Math.sqrt(2 * Math.PI) / x) * sum;
  }
  for (let k = 1; k <= 6; k++) sum -= (-1) ** k * Math.exp(-2 * (k * x) ** 2);
  return 2 * sum;
}

/**
 * Returns the chance that a number of `a` is larger than one of `b`, where equal numbers count half (Mann & Whitney, 1947). Also
 * returns its standard error under the assumption that both have the same distribution; it is smaller if numbers repeat. NaN is
 * left out. Returns a half with a standard error of 0 if there are no numbers, or if all are equal.
 */
export function chanceOfLarger(a: ArrayLike<number>, b: ArrayLike<number>): { chance: number; standardError: number } {
  const sorted = (values: ArrayLike<number>) =>
    Float64Array.from(values)
      .filter((x) => !Number.isNaN(x))
      .sort();
  const [first, second] = [sorted(a), sorted(b)];
  const [m, n] = [first.length, second.length];
  if (m === 0 || n === 0) return { chance: 0.5, standardError: 0 };
  let [i, j, pairs, ties] = [0, 0, 0, 0];
  while (i < m || j < n) {
    const value = Math.min(first[i] ?? Number.POSITIVE_INFINITY, second[j] ?? Number.POSITIVE_INFINITY);
    const [fromI, fromJ] = [i, j];
    while (i < m && first[i] === value) i++;
    while (j < n && second[j] === value) j++;
    pairs += (i - fromI) * (fromJ + (j - fromJ) / 2);
    const equal = i - fromI + j - fromJ;
    ties += equal ** 3 - equal;
  }
  const all = m + n;
  return { chance: pairs / (m * n), standardError: Math.sqrt((all + 1 - ties / (all * (all - 1))) / (12 * m * n)) };
}

/**
 * Returns the probability that chance alone makes the numbers of `a` this much larger than those of `b`, by their ranks:
 * one-sided, in the limit of large samples.
 */
export function isLarger(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const { chance, standardError } = chanceOfLarger(a, b);
  if (standardError === 0) return 1;
  const z = (chance - 0.5) / standardError;
  const beyond = upperGamma(0.5, z ** 2 / 2) / 2;
  return z > 0 ? beyond : 1 - beyond;
}

/** Minimum expected count for which the chi-squared distribution is accurate. */
const LEAST_EXPECTED = 5;

/**
 * Pools two rows of counts, with one column for each category, into cells. A category has its own cell if at least 5 rows of it
 * are expected in each sample. The rarer categories share one cell. If that is too small, the rarest of the other categories
 * joins it. Only the counts of both samples together decide, because categories that were chosen for being frequent in one sample
 * would differ between the samples by that choice alone.
 */
export function pooledCells(a: readonly number[], b: readonly number[]): readonly [number[], number[]] {
  const [inA, inB] = [sum(a), sum(b)];
  const isEnough = ([x, y]: readonly [number, number]) => ((x + y) * Math.min(inA, inB)) / (inA + inB) >= LEAST_EXPECTED;
  const pairs = a.map((count, i): [number, number] => [count, b[i]!]);
  const cells = pairs.filter(isEnough).sort(([x, y], [v, w]) => v + w - x - y);
  let rare = pairs.filter((pair) => !isEnough(pair)).reduce(together, [0, 0]);
  while (rare[0] + rare[1] > 0 && !isEnough(rare) && cells.length > 0) rare = together(rare, cells.pop()!);
  if (rare[0] + rare[1] > 0) cells.push(rare);
  return [cells.map(([x]) => x), cells.map(([, y]) => y)];
}

const together = ([x, y]: readonly [number, number], [v, w]: readonly [number, number]): [number, number] => [x + v, y + w];

/**
 * Applies Pearson's chi-squared test to two rows of counts, with one column for each category, in the cells of `pooledCells`.
 * @returns probability 1 if there are fewer than two cells.
 */
export function chiSquared(a: readonly number[], b: readonly number[]): TwoSampleTest {
  const [inA, inB] = [sum(a), sum(b)];
  const all = inA + inB;
  if (inA === 0 || inB === 0) return { statistic: 0, pValue: 1 };
  const [first, second] = pooledCells(a, b);
  const statistic = first.reduce((sum, x, i) => {
    const y = second[i]!;
    const [expectedX, expectedY] = [((x + y) * inA) / all, ((x + y) * inB) / all];
    return sum + (x - expectedX) ** 2 / expectedX + (y - expectedY) ** 2 / expectedY;
  }, 0);
  return { statistic, pValue: first.length < 2 ? 1 : upperGamma((first.length - 1) / 2, statistic / 2) };
}

/**
 * Applies Fisher's exact test (Fisher, 1935), two-sided, to two shares: x of m rows and y of n rows. If at least 5 rows of each
 * kind are expected in each sample, the chi-squared test is used.
 * @returns the probability that chance alone makes the shares differ this much.
 */
export function sharesDiffer([x, m]: readonly [number, number], [y, n]: readonly [number, number]): number {
  const [all, marked] = [m + n, x + y];
  if (m === 0 || n === 0) return 1;
  if ((Math.min(m, n) * Math.min(marked, all - marked)) / all >= LEAST_EXPECTED) return chiSquared([x, m - x], [y, n - y]).pValue;
  const [least, most] = [Math.max(0, marked - n), Math.min(marked, m)];
  const logProbability = (k: number) => logChoose(marked, k) + logChoose(all - marked, m - k) - logChoose(all, m);
  // Probabilities that should be equal can differ by rounding.
  const limit = logProbability(x) + 1e-7;
  let sum = 0;
  for (let k = least; k <= most; k++) if (logProbability(k) <= limit) sum += Math.exp(logProbability(k));
  return Math.min(1, sum);
}

/**
 * Counts the unseen rows: rows of `now` whose value isn't in `before`. Two samples of one population have unseen rows too, so the
 * function also returns their expected number, and an upper bound on the probability of this many or more. A value that occurs c
 * times in both samples together is unseen if all c rows are in `now`. The sum over all values is bounded as if they were
 * independent (Chernoff, 1952; Joag-Dev & Proschan, 1983), which is also correct for many rare values.
 * @param before counts of each value. @param now counts of the same values.
 */
export function unseenRows(
  before: readonly number[],
  now: readonly number[],
): { rows: number; expected: number; pValue: number } {
  const [m, n] = [sum(before), sum(now)];
  const rows = now.reduce((sum, count, i) => sum + (before[i] === 0 ? count : 0), 0);
  if (m === 0 || rows === 0) return { rows, expected: 0, pValue: 1 };
  const values = new Map<number, number>();
  before.forEach((count, i) => {
    const both = count + now[i]!;
    if (both <= n) values.set(both, (values.get(both) ?? 0) + 1);
  });
  // For each number of rows that a value may have: the number of values with that many rows, and the log-odds that all their rows
  // are in `now`.
  const kinds = [...values].map(([count, how]) => {
    const chance = logAllAmong(count, m, n);
    return { count, how, logOdds: chance - Math.log1p(-Math.exp(chance)), logRest: Math.log1p(-Math.exp(chance)) };
  });
  const mean = (t: number) =>
    kinds.reduce((sum, { count, how, logOdds }) => sum + (how * count) / (1 + Math.exp(-logOdds - t * count)), 0);
  const expected = mean(0);
  if (rows <= expected) return { rows, expected, pValue: 1 };
  let [low, high] = [0, 1];
  while (mean(high) < rows && high < MOST_TILT) [low, high] = [high, 2 * high];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (mean(middle) < rows) low = middle;
    else high = middle;
  }
  const bound = kinds.reduce(
    (sum, { count, how, logOdds, logRest }) => sum + how * (logRest + softplus(logOdds + low * count)),
    -low * rows,
  );
  return { rows, expected, pValue: Math.min(1, Math.exp(bound)) };
}

/**
 * Maximum number of factors of a probability that are multiplied one by one. The difference of logarithms of large factorials has
 * few correct digits.
 */
const MOST_FACTORS = 1000;

/** Returns the logarithm of the probability that `count` rows of m + n, drawn without replacement, are all among n of them. */
function logAllAmong(count: number, m: number, n: number): number {
  const [few, many] = count < m ? [count, m] : [m, count];
  if (few > MOST_FACTORS) return logChoose(n, count) - logChoose(m + n, count);
  let sum = 0;
  for (let i = 0; i < few; i++) sum += Math.log1p(-many / (m + n - i));
  return sum;
}

/** Above this value the bound no longer changes. */
const MOST_TILT = 1000;
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/**
 * Minimum share and minimum number of rows of a bin in the index: the logarithm of 0 is infinite, and a bin that is empty by
 * chance would count as a change.
 */
const LEAST_SHARE = 1e-4;
const LEAST_ROWS = 0.5;

/**
 * Returns the population stability index of two rows of counts: the sum of (q - p) ln(q / p) over the bins' shares. An index
 * below 0.1 counts as stable, one above 0.25 as a shift (Siddiqi, 2006).
 */
export function populationStability(a: readonly number[], b: readonly number[]): number {
  const [inA, inB] = [sum(a), sum(b)];
  if (inA === 0 || inB === 0) return 0;
  const shareOf = (count: number, all: number) => Math.max(LEAST_SHARE, Math.max(LEAST_ROWS, count) / all);
  return a.reduce((total, count, i) => {
    const [p, q] = [shareOf(count, inA), shareOf(b[i]!, inB)];
    return total + (q - p) * Math.log(q / p);
  }, 0);
}

/**
 * Adjusts the probabilities of many tests: among tests that are called significant below x, at most the share x is expected to be
 * so by chance (Benjamini & Hochberg, 1995). The order stays the same.
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const order = [...pValues.keys()].sort((i, j) => pValues[j]! - pValues[i]!);
  const adjusted = new Array<number>(pValues.length);
  let least = 1;
  order.forEach((at, i) => {
    least = Math.min(least, (pValues[at]! * pValues.length) / (pValues.length - i));
    adjusted[at] = least;
  });
  return adjusted;
}

/** Returns the average index of two samples of one population: (bins - 1)(1/m + 1/n) for large samples (Yurdakul, 2018). */
export function expectedStability(a: readonly number[], b: readonly number[], m: number, n: number): number {
  const bins = a.filter((count, i) => count + b[i]! > 0).length;
  return m === 0 || n === 0 ? 0 : Math.max(0, bins - 1) * (1 / m + 1 / n);
}

/**
 * Returns the regularised upper incomplete gamma function Q(a, x), by a series for x < a + 1 and by Lentz's continued fraction
 * otherwise (Press et al., 2007).
 */
export function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1;
  const scale = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let [term, sum] = [1 / a, 1 / a];
    for (let n = 1; term > sum * 1e-16; n++) {
      term *= x / (a + n);
      sum += term;
    }
    return 1 - sum * scale;
  }
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < 1000; n++) {
    const an = n * (a - n);
    b += 2;
    d = 1 / (an * d + b);
    c = b + an / c;
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return fraction * scale;
}

/** Coefficients of Lanczos's approximation with g = 7 and nine terms, which is exact to 15 digits. */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

function logGamma(x: number): number {
  const z = x - 1;
  const sum = LANCZOS.reduce((total, term, i) => total + (i === 0 ? term : term / (z + i)), 0);
  const t = z + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum);
}

const logChoose = (n: number, k: number): number => logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
