import { extent, unitOf } from "./statistics.ts";

/**
 * Returns Pearson's correlation of two arrays of equal length, over the places where both numbers are finite. Returns NaN if
 * one array is constant there, or if fewer than two places are left. The result is exact to rounding for numbers of any
 * size.
 * @example
 * correlation(Float64Array.of(1, 2, 3), Float64Array.of(2, 4, 7)); // 0.993…
 */
export function correlation(x: Float64Array, y: Float64Array): number {
  const both = x.every(Number.isFinite) && y.every(Number.isFinite) ? undefined : placesOf(x, y);
  return product(centered(both ? both.map((i) => x[i]!) : x), centered(both ? both.map((i) => y[i]!) : y));
}

/** Returns the correlation matrix of columns: `[i][j]` is the correlation of columns i and j, and the diagonal is 1. */
export function correlations(columns: readonly Float64Array[]): number[][] {
  const whole = columns.map((column) => (column.every(Number.isFinite) ? centered(column) : undefined));
  const found = columns.map(() => new Array<number>(columns.length).fill(1));
  for (let i = 0; i < columns.length; i++)
    for (let j = 0; j < i; j++) {
      const [a, b] = [whole[i], whole[j]];
      const r = a && b ? product(a, b) : correlation(columns[i]!, columns[j]!);
      found[i]![j] = r;
      found[j]![i] = r;
    }
  return found;
}

/** Returns the indices at which both arrays are finite. */
const placesOf = (x: Float64Array, y: Float64Array): Float64Array =>
  Float64Array.from(x.keys()).filter((i) => Number.isFinite(x[i]) && Number.isFinite(y[i]));

/** Returns the deviations from the mean, scaled to length 1 as a vector; all NaN if the numbers are equal. */
function centered(x: Float64Array): Float64Array {
  const [low, high] = extent(x);
  if (!(low < high)) return x.map(() => Number.NaN);
  // Distances from the minimum are exact enough for large numbers that lie close together. Dividing by a power of two keeps
  // their squares in range.
  const unit = unitOf(high / 2 - low / 2 || high - low);
  const z = x.map((value) => value / unit - low / unit);
  for (let again = 0; again < 2; again++) {
    const mean = z.reduce((sum, value) => sum + value, 0) / z.length;
    for (let i = 0; i < z.length; i++) z[i]! -= mean;
  }
  const length = Math.sqrt(z.reduce((sum, value) => sum + value * value, 0));
  return z.map((value) => value / length);
}

function product(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return x.length < 2 ? Number.NaN : Math.max(-1, Math.min(1, sum));
}
