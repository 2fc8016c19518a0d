type Numbers = ArrayLike<number | bigint>;

/** Adds numbers up from the first to the last; 0 if there are none. */
export function sum(values: Numbers): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += Number(values[i]);
  return total;
}

/**
 * Returns the minimum and maximum of the numbers from index `start` on, `step` apart. NaN is ignored. Returns Infinity and
 * -Infinity if there are no numbers.
 */
export function extent(values: ArrayLike<number>, start = 0, step = 1): [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = start; i < values.length; i += step) {
    if (values[i]! < low) low = values[i]!;
    if (values[i]! > high) high = values[i]!;
  }
  return [low, high];
}

/**
 * Returns the round numbers between two positive numbers, both included: each of the given factors (1 to 9) times powers of
 * ten.
 */
export function roundBetween(low: number, high: number, factors: readonly number[]): number[] {
  const first = Math.floor(Math.log10(low));
  const powers = Array.from({ length: Math.ceil(Math.log10(high)) - first + 1 }, (_, i) => first + i);
  return powers
    .flatMap((power) => factors.map((factor) => Number(`${factor}e${power}`)))
    .filter((number) => number >= low && number <= high);
}

/** Computes the mean; NaN if there are no numbers. */
export const mean = (values: Numbers): number => sum(values) / values.length;

/**
 * Computes the standard deviation, dividing by the number of values. It adds up squared distances from the mean, because a
 * difference of large sums would lose all digits.
 */
export function deviation(values: Numbers, from = mean(values)): number {
  const variance = varianceIn(values, from, 1);
  if (variance >= LEAST_SQUARES && variance < Number.POSITIVE_INFINITY) return Math.sqrt(variance);
  let farthest = 0;
  for (let i = 0; i < values.length; i++) farthest = Math.max(farthest, Math.abs(Number(values[i]) - from));
  if (farthest === 0) return 0;
  const unit = unitOf(farthest);
  return unit * Math.sqrt(varianceIn(values, from, unit));
}

/**
 * Returns the largest power of two up to a distance. Numbers divided by it keep their digits, and their squares stay in
 * range.
 */
export const unitOf = (distance: number): number => 2 ** Math.min(1023, Math.floor(Math.log2(distance)));

/** Smallest variance that is computed directly: the squares of smaller distances lose digits. */
const LEAST_SQUARES = 1e-280;

function varianceIn(values: Numbers, from: number, unit: number): number {
  let [squares, rest] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const distance = Number(values[i]) / unit - from / unit;
    squares += distance * distance;
    rest += distance;
  }
  // The mean of large numbers is rounded, so the distances don't add up to 0. That remainder isn't part of the deviation.
  return Math.max(0, squares / values.length - (rest / values.length) ** 2);
}

/**
 * Computes the variance of each column and returns the mean of the variances; NaN if a value is missing.
 * @param values - numbers of shape [rows, columns], one row after the other.
 * @param rows - number of rows.
 */
export function meanVariance(values: ArrayLike<number>, rows: number): number {
  const width = values.length / rows;
  let total = 0;
  for (let column = 0; column < width; column++) {
    let [sum, squares] = [0, 0];
    for (let i = column; i < values.length; i += width) sum += values[i]!;
    for (let i = column; i < values.length; i += width) squares += (values[i]! - sum / rows) ** 2;
    total += squares / rows;
  }
  return total / width;
}

/**
 * Computes a quantile of ascending numbers with linear interpolation, the default of NumPy and scikit-learn; NaN if there
 * are no numbers.
 * @param share - from 0, the minimum, to 1, the maximum.
 * @example quantile([1, 2, 4], 0.75); // 3
 */
export const quantile = (sorted: ArrayLike<number>, share: number): number => valueAt(sorted, share * (sorted.length - 1));

/**
 * Returns the number at an index of ascending numbers, and interpolates linearly if the index isn't a whole number; NaN if
 * the index is out of range.
 */
export function valueAt(sorted: ArrayLike<number>, place: number): number {
  const below = Math.floor(place);
  const [low, high] = [sorted[below], sorted[Math.ceil(place)]];
  if (low === undefined || high === undefined) return Number.NaN;
  return low === high || place === below ? low : low + (place - below) * (high - low);
}

/** Computes the median of numbers in any order; NaN if there are none. */
export const median = (values: ArrayLike<number>): number => quantile(Float64Array.from(values).sort(), 0.5);

/**
 * Returns the middle number, or the higher of the two middle numbers, so that the result is one of the numbers; undefined if
 * there are none.
 */
export const upperMedian = (values: ArrayLike<number>): number | undefined =>
  Float64Array.from(values).sort()[values.length >> 1];

/** Counts how many ascending numbers are less than or equal to a value; all of them for NaN. */
export function countUpTo(sorted: ArrayLike<number>, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Returns the indices of numbers from the highest to the lowest. Equal numbers keep their order. */
export const highestFirst = (values: ArrayLike<number>): Uint32Array =>
  Uint32Array.from({ length: values.length }, (_, i) => i).sort((a, b) => values[b]! - values[a]!);
