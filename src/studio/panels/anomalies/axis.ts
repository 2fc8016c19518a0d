import { quantile, roundBetween } from "../../../core/statistics.ts";

/** An axis of scores: converts scores to places from 0 to 1, and back. */
export interface ScoreAxis {
  readonly low: number;
  readonly high: number;
  readonly isLog: boolean;
  placeOf(score: number): number;
  scoreAt(place: number): number;
  /** Round scores to write next to the axis. */
  readonly ticks: readonly number[];
}

/** An axis is logarithmic if the highest score is more than this many times the median. */
const WIDE = 30;

/** Returns an axis for scores and for a threshold that may lie outside their range. */
export function scoreAxis(scores: Float32Array, cut: number): ScoreAxis {
  const sorted = scores.filter(Number.isFinite).sort();
  if (sorted.length === 0) return axis(0, 1, false);
  const [least, most] = [sorted[0]!, sorted.at(-1)!];
  const isLog = least > 0 && most > WIDE * quantile(sorted, 0.5);
  const range = most - least;
  // A threshold far above all scores is shown at the end of the axis.
  const high = Math.min(Number.isFinite(cut) ? Math.max(most, cut) : most, most + range / 2);
  const low = cut < least && !isLog ? Math.max(cut, least - range / 50) : least;
  return axis(low, high > low ? high : low + (Math.abs(low) || 1), isLog);
}

function axis(low: number, high: number, isLog: boolean): ScoreAxis {
  const [to, from] = isLog ? [Math.log, Math.exp] : [(x: number) => x, (x: number) => x];
  const [start, end] = [to(low), to(high)];
  const clipped = (place: number) => Math.min(1, Math.max(0, place));
  return {
    low,
    high,
    isLog,
    placeOf: (score) => clipped(isLog && score <= 0 ? 0 : (to(score) - start) / (end - start)),
    scoreAt: (place) => (place <= 0 ? low : place >= 1 ? high : from(start + place * (end - start))),
    ticks: isLog ? logTicks(low, high) : evenTicks(low, high),
  };
}

/** Returns about five round numbers. */
function evenTicks(low: number, high: number): number[] {
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((times) => times * power >= rough) ?? 10);
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(8)));
}

/** Returns powers of ten. If there are only a few, multiples by 2, 3 or 5 are added. */
function logTicks(low: number, high: number): number[] {
  const powers = Math.ceil(Math.log10(high)) - Math.floor(Math.log10(low)) + 1;
  return roundBetween(low, high, powers > 5 ? [1] : powers > 3 ? [1, 3] : [1, 2, 5]);
}

/** Counts the scores in each of `bins` equal parts of the axis. */
export function binned(scores: Float32Array, { placeOf }: ScoreAxis, bins: number): Uint32Array {
  const counts = new Uint32Array(bins);
  for (const score of scores) if (!Number.isNaN(score)) counts[Math.min(bins - 1, Math.floor(placeOf(score) * bins))]!++;
  return counts;
}

/** Returns the height of a count, 0 to 1. */
export const heightOf = (count: number, most: number, isLog: boolean): number =>
  most === 0 ? 0 : isLog ? Math.log1p(count) / Math.log1p(most) : count / most;

/** Returns the outline of bins as an SVG path in a box of `bins` by 1. */
export const stepsPath = (heights: readonly number[]): string =>
  `M0 1${heights.map((height, i) => `V${(1 - height).toFixed(4)}H${i + 1}`).join("")}V1Z`;
