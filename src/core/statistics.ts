type Numbers = ArrayLike<number | bigint>;

/** The sum, from the first number on; 0 of none. */
export function sum(values: Numbers): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += Number(values[i]);
  return total;
}

/** The least and the greatest of the numbers from `start` on, `step` apart; NaN counts nothing. Infinity and -Infinity of none. */
export function extent(values: ArrayLike<number>, start = 0, step = 1): [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = start; i < values.length; i += step) {
    if (values[i]! < low) low = values[i]!;
    if (values[i]! > high) high = values[i]!;
  }
  return [low, high];
}

/** The numbers between two positive ones, both included, that are some factors from 1 to 9 times a power of ten. */
export function roundBetween(low: number, high: number, factors: readonly number[]): number[] {
  const first = Math.floor(Math.log10(low));
  const powers = Array.from({ length: Math.ceil(Math.log10(high)) - first + 1 }, (_, i) => first + i);
  return powers
    .flatMap((power) => factors.map((factor) => Number(`${factor}e${power}`)))
    .filter((number) => number >= low && number <= high);
}

/** The mean; NaN of no numbers. */
export const mean = (values: Numbers): number => sum(values) / values.length;

/** The standard deviation from the mean, dividing by the count: it sums squared distances, as a difference of large sums would lose all digits. */
export function deviation(values: Numbers, from = mean(values)): number {
  const variance = varianceIn(values, from, 1);
  if (variance >= LEAST_SQUARES && variance < Number.POSITIVE_INFINITY) return Math.sqrt(variance);
  let farthest = 0;
  for (let i = 0; i < values.length; i++) farthest = Math.max(farthest, Math.abs(Number(values[i]) - from));
  if (farthest === 0) return 0;
  const unit = unitOf(farthest);
  return unit * Math.sqrt(varianceIn(values, from, unit));
}

/** The power of two below a distance, however large: numbers divided by it keep their digits, and their squares are numbers. */
export const unitOf = (distance: number): number => 2 ** Math.min(1023, Math.floor(Math.log2(distance)));

/** The squares of smaller distances lose digits. */
const LEAST_SQUARES = 1e-280;

function varianceIn(values: Numbers, from: number, unit: number): number {
  let [squares, rest] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const distance = Number(values[i]) / unit - from / unit;
    squares += distance * distance;
    rest += distance;
  }
  // The mean of large numbers is rounded: what is left of the distances is no part of the deviation.
  return Math.max(0, squares / values.length - (rest / values.length) ** 2);
}

/** The mean over the columns of their variances over the rows; NaN where a value is missing. @param values [rows, columns], one row behind the other. */
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
 * The quantile of ascending numbers, between two of them on a straight line (the default of NumPy and scikit-learn); NaN of none.
 * @param share from 0, the least, to 1, the greatest.
 * @example quantile([1, 2, 4], 0.75); // 3
 */
export const quantile = (sorted: ArrayLike<number>, share: number): number => valueAt(sorted, share * (sorted.length - 1));

/** The number at a place of ascending numbers, counted from 0; where that isn't a whole number, between its neighbours in proportion. NaN of none. */
export function valueAt(sorted: ArrayLike<number>, place: number): number {
  const below = Math.floor(place);
  const [low, high] = [sorted[below], sorted[Math.ceil(place)]];
  if (low === undefined || high === undefined) return Number.NaN;
  return low === high || place === below ? low : low + (place - below) * (high - low);
}

/** The median of numbers in any order; NaN of none. */
export const median = (values: ArrayLike<number>): number => quantile(Float64Array.from(values).sort(), 0.5);

/** The middle number, the higher of two: one of the numbers themselves. Undefined of none. */
export const upperMedian = (values: ArrayLike<number>): number | undefined =>
  Float64Array.from(values).sort()[values.length >> 1];

/** How many of ascending numbers are no higher than a value; all of them for NaN. */
export function countUpTo(sorted: ArrayLike<number>, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The places of numbers, those of the highest first; equal numbers keep their order. */
export const highestFirst = (values: ArrayLike<number>): Uint32Array =>
  Uint32Array.from({ length: values.length }, (_, i) => i).sort((a, b) => values[b]! - values[a]!);
