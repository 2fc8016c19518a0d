/** Numbers of equal parts of a cycle in which smooth cycles are averaged. */
const COARSE = [8, 24];

/** A cycle of a series. */
export interface Cycle {
  /** Its length. */
  readonly readings: number;
  /** Share of the original detrended variance that the mean cycle explains. */
  readonly strength: number;
  /** Number of parts in which the cycle was averaged. */
  readonly bins: number;
}

/** How well the cycles of a series agree. */
export interface CycleTest extends Cycle {
  /** How much smaller the sum of squares is without the mean cycle. */
  readonly explained: number;
  /** The same as a share, and the share that chance hardly ever reaches. */
  readonly share: number;
  readonly leastShare: number;
}

/**
 * Compares each cycle with the mean of the others, in few parts and in as many as it has readings.
 * @param original - the series [n].
 * @param rest - the series without the cycles that were found before [n].
 * @param trend - number of readings around a value whose mean is its trend.
 */
export function testCycle(original: Float64Array, rest: Float64Array, readings: number, trend = readings): CycleTest {
  const trendless = withoutTrend(rest, trend);
  const [all, left] = [squares(original === rest ? trendless : withoutTrend(original, trend)), squares(trendless)];
  const most = Math.round(readings);
  const errors = [...new Set([...COARSE, most])]
    .filter((bins) => bins <= most)
    .map((bins) => ({
      bins,
      error: errorOfOthers(trendless, readings, bins),
    }));
  const { bins, error } = errors.reduce((a, b) => (b.error < a.error ? b : a));
  const explained = left - error;
  const cycles = rest.length / readings;
  const strength = all > 0 ? Math.min(1, explained / all) : 0;
  return {
    readings,
    bins,
    strength,
    explained,
    share: left > 0 ? explained / left : 0,
    leastShare: Math.sqrt(Math.min(1, FREE / freedom(trendless, readings)) / cycles),
  };
}

/** Number of independent values that a cycle of a random walk has about, after its trend was removed. */
const FREE = 4;

/** Returns the number of independent values in a cycle, by the correlation of adjacent values. */
function freedom(values: Float64Array, readings: number): number {
  let [changes, sum] = [0, 0];
  for (let i = 1; i < values.length; i++) {
    const [before, value] = [values[i - 1]!, values[i]!];
    if (Number.isNaN(before + value)) continue;
    changes += (value - before) ** 2;
    sum += value * value + before * before;
  }
  // With the correlation r, a value counts as (1 - r) / (1 + r) independent ones.
  return readings * Math.min(1, sum > 0 ? changes / (2 * sum - changes) : 0);
}

function squares(values: Float64Array): number {
  let sum = 0;
  for (const value of values) if (!Number.isNaN(value)) sum += value * value;
  return sum;
}

/** Returns for each place of a series in which of the equal parts of its cycle it is. */
function partsOf(n: number, readings: number, bins: number): Int32Array {
  const parts = new Int32Array(n);
  // Steps of a cycle that isn't a whole number of readings add up to slightly less than a whole part.
  for (let i = 0, place = 1e-9; i < n; i++, place = place + 1 < readings ? place + 1 : place + 1 - readings)
    parts[i] = Math.min(bins - 1, Math.floor((place / readings) * bins));
  return parts;
}

/** Sums the values of each part of the cycle, and counts them. */
function folded(values: Float64Array, parts: Int32Array, bins: number) {
  const [sums, counts] = [new Float64Array(bins), new Float64Array(bins)];
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) continue;
    sums[parts[i]!]! += values[i]!;
    counts[parts[i]!]!++;
  }
  return { sums, counts };
}

/** Sums the squared differences between values and the mean that the other cycles have at the same part of the cycle. */
function errorOfOthers(values: Float64Array, readings: number, bins: number): number {
  const parts = partsOf(values.length, readings, bins);
  const { sums, counts } = folded(values, parts, bins);
  let error = 0;
  for (let from = 0; from < values.length; ) {
    // The values of one cycle in one part of it.
    const part = parts[from]!;
    let [to, sum, count, square] = [from, 0, 0, 0];
    for (; to < values.length && parts[to] === part; to++) {
      const value = values[to]!;
      if (Number.isNaN(value)) continue;
      sum += value;
      count++;
      square += value * value;
    }
    const others = counts[part]! - count;
    const mean = others > 0 ? (sums[part]! - sum) / others : 0;
    error += square - 2 * mean * sum + count * mean * mean;
    from = to;
  }
  return error;
}

/** Subtracts the mean over a period around each value. At the ends, the nearest whole mean is used. */
function withoutTrend(values: Float64Array, readings: number): Float64Array {
  const n = values.length;
  const width = Math.min(n, Math.round(readings));
  const [sums, counts] = [new Float64Array(n + 1), new Float64Array(n + 1)];
  for (let i = 0; i < n; i++) {
    const isMissing = Number.isNaN(values[i]);
    sums[i + 1] = sums[i]! + (isMissing ? 0 : values[i]!);
    counts[i + 1] = counts[i]! + (isMissing ? 0 : 1);
  }
  return values.map((value, i) => {
    const from = Math.max(0, Math.min(n - width, i - (width >> 1)));
    return value - (sums[from + width]! - sums[from]!) / (counts[from + width]! - counts[from]!);
  });
}

/** Subtracts the mean cycle. */
export function withoutCycle(values: Float64Array, { readings, bins }: Cycle): Float64Array {
  const parts = partsOf(values.length, readings, bins);
  const { sums, counts } = folded(withoutTrend(values, readings), parts, bins);
  return values.map((value, i) => value - sums[parts[i]!]! / Math.max(1, counts[parts[i]!]!));
}
