/** How two samples differ, and how often two samples of one population differ as much. */
export interface TwoSampleTest {
  readonly statistic: number;
  readonly pValue: number;
}

/**
 * Kolmogorov's and Smirnov's test: the largest distance between two samples' distribution functions, and its probability in the limit of large samples
 * (Smirnov, 1948); too large rather than too small where samples are small or values recur. Two empty samples don't differ.
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

/** The probability that Kolmogorov's limit is above x: one of two series, whichever ends sooner. */
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

/** The chi-squared distribution isn't reached where fewer are expected. */
const LEAST_EXPECTED = 5;

/**
 * Pearson's chi-squared test of two rows of counts, a column a category. Categories of which fewer than 5 are expected in a row are counted together.
 * @returns probability 1 where fewer than two categories are left.
 */
export function chiSquared(a: readonly number[], b: readonly number[]): TwoSampleTest {
  const [inA, inB] = [sumOf(a), sumOf(b)];
  const all = inA + inB;
  if (inA === 0 || inB === 0) return { statistic: 0, pValue: 1 };
  const rare: [number, number] = [0, 0];
  const cells: (readonly [number, number])[] = [];
  a.forEach((count, i) => {
    const both = count + b[i]!;
    if ((both * Math.min(inA, inB)) / all >= LEAST_EXPECTED) cells.push([count, b[i]!]);
    else {
      rare[0] += count;
      rare[1] += b[i]!;
    }
  });
  if (rare[0] + rare[1] > 0) cells.push(rare);
  let statistic = 0;
  for (const [x, y] of cells) {
    const [expectedX, expectedY] = [((x + y) * inA) / all, ((x + y) * inB) / all];
    statistic += (x - expectedX) ** 2 / expectedX + (y - expectedY) ** 2 / expectedY;
  }
  return { statistic, pValue: cells.length < 2 ? 1 : upperGamma((cells.length - 1) / 2, statistic / 2) };
}

/** A share below this is taken for it, as the logarithm of none is infinite. */
const LEAST_SHARE = 1e-4;

/** Population stability index of two rows of counts: sum of (q - p) ln(q / p) over the bins' shares. Below 0.1 is taken for stable, above 0.25 for a shift (Siddiqi, 2006). */
export function populationStability(a: readonly number[], b: readonly number[]): number {
  const [inA, inB] = [sumOf(a), sumOf(b)];
  if (inA === 0 || inB === 0) return 0;
  return a.reduce((sum, count, i) => {
    const [p, q] = [Math.max(LEAST_SHARE, count / inA), Math.max(LEAST_SHARE, b[i]! / inB)];
    return sum + (q - p) * Math.log(q / p);
  }, 0);
}

/**
 * Probabilities of many tests, adjusted so that of those called significant below x at most the share x is so by chance (Benjamini & Hochberg, 1995). In the
 * order given.
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

const sumOf = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0);

/** The regularised upper incomplete gamma function Q(a, x): a series below a + 1, Lentz's continued fraction above (Press et al., 2007). */
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

/** Lanczos's approximation with g = 7 and nine terms, exact to 15 digits. */
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
