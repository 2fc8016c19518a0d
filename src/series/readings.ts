import type { Usual } from "../anomalies/score.ts";

/** The scores of windows of one length, in units of what is usual: 1 is the median, and 2 the upper quartile. */
export interface WindowScores {
  readonly window: number;
  readonly starts: Int32Array;
  /** NaN for a window without a value. */
  readonly units: Float32Array;
}

/** Units above this one grow with their logarithm only, so that one length of windows can't outweigh all others. */
export const HIGH = 10;

/** Converts a score to units of what is usual. */
export function inUnits(score: number, { median, spread }: Usual): number {
  const units = Math.max((score - median) / spread + 1, 0);
  return units > HIGH ? HIGH * (1 + Math.log(units / HIGH)) : units;
}

/**
 * The first place at which windows begin, every `step` readings, and the last place at which one fits.
 * @param first - number of places of the series before these ones.
 */
export function startsIn(
  length: number,
  { window, step }: { readonly window: number; readonly step: number },
  first = 0,
): Int32Array {
  if (length < window) return new Int32Array(0);
  const begin = (step - (first % step)) % step;
  const count = Math.max(0, Math.floor((length - window - begin) / step) + 1);
  const isLast = begin + (count - 1) * step === length - window;
  return Int32Array.from({ length: isLast ? count : count + 1 }, (_, i) => (i < count ? begin + i * step : length - window));
}

/** Room for the means of a number of readings. */
export const roomFor = (length: number) => ({
  sums: new Float64Array(length + 1),
  counts: new Int32Array(length + 1),
  means: new Float32Array(length),
});

/**
 * Returns for each of `length` readings the mean over the windows that contain it; NaN if none does.
 * @param of - returns the value of a window, NaN if it has none.
 * @param room - `roomFor(length)`, for several calls. The means of a call are there until the next one.
 */
export function meanOverWindows(
  { window, starts }: Pick<WindowScores, "window" | "starts">,
  of: (window: number) => number,
  length: number,
  { sums, counts, means } = roomFor(length),
): Float32Array {
  // A window adds its value where it starts, and takes it away after its end.
  sums.fill(0);
  counts.fill(0);
  starts.forEach((start, i) => {
    const value = of(i);
    if (Number.isNaN(value)) return;
    sums[start]! += value;
    sums[start + window]! -= value;
    counts[start]!++;
    counts[start + window]!--;
  });
  let [sum, count] = [0, 0];
  for (let i = 0; i < length; i++) {
    sum += sums[i]!;
    count += counts[i]!;
    means[i] = sum / (count || Number.NaN);
  }
  return means;
}

/** Returns for each of `length` readings the value of the last window that ends there or before; NaN before the first. */
export function lastWindow({ window, starts, units }: WindowScores, length: number): Float32Array {
  const values = new Float32Array(length).fill(Number.NaN);
  starts.forEach((start, i) => {
    const next = i + 1 < starts.length ? starts[i + 1]! + window - 1 : length;
    values.fill(units[i]!, start + window - 1, next);
  });
  return values;
}

/** Units of a jump above this one count several times, because noise hardly ever reaches them. */
export const CLEAR = 6;
export const TIMES = 3;

/** Returns how much a jump counts among the units of windows. */
export const clearly = (jump: number): number => jump + (TIMES - 1) * Math.max(0, jump - CLEAR);

/**
 * Joins what jumps and windows of several lengths say of each reading: the root mean square of their units. One half of the score is that of the
 * reading itself, and the other the mean of the readings around it. The result is 0 for a usual reading.
 * @param units - those of the jumps, and then those of each length.
 * @param around - number of readings around each one.
 * @param past - whether only readings before a reading count.
 */
export function joined(units: readonly Float32Array[], around: number, past: boolean): Float32Array {
  const [jumps, ...windows] = units;
  const length = jumps!.length;
  const own = Float64Array.from({ length }, (_, i) => rootMeanSquare([clearly(jumps![i]!), ...windows.map((each) => each[i]!)]));
  const [sums, counts] = [new Float64Array(length + 1), new Int32Array(length + 1)];
  own.forEach((value, i) => {
    const isKnown = !Number.isNaN(value);
    sums[i + 1] = sums[i]! + (isKnown ? value : 0);
    counts[i + 1] = counts[i]! + Number(isKnown);
  });
  const half = Math.floor(around / 2);
  return Float32Array.from(own, (value, i) => {
    const from = Math.max(0, past ? i + 1 - around : i - half);
    const to = past ? i + 1 : Math.min(length, i + half + 1);
    return (value + (sums[to]! - sums[from]!) / (counts[to]! - counts[from]!)) / 2 - 1;
  });
}

/** The root mean square of the units that are known. */
export function rootMeanSquare(units: readonly number[]): number {
  let [sum, count] = [0, 0];
  for (const unit of units) {
    if (Number.isNaN(unit)) continue;
    sum += unit * unit;
    count++;
  }
  return Math.sqrt(sum / (count || Number.NaN));
}
