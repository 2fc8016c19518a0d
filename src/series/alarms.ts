import { OptionError } from "../core/errors.ts";
import { shown } from "../core/words.ts";

/** How many intervals of the training series had scores above some thresholds. */
export interface AlarmCounts {
  /** Ascending scores. */
  readonly thresholds: readonly number[];
  /** For each threshold, the number of intervals with higher scores. */
  readonly counts: readonly number[];
  /** Number of readings in which they were counted. */
  readonly readings: number;
}

/** Number of thresholds at which intervals are counted. */
const THRESHOLDS = 400;

/** A series of scores, NaN where a reading has none. */
type Scores = Float32Array;

/** Counts the intervals above a threshold. Two readings are in one interval if fewer than `gap` readings lie between them. */
export function countIntervals(series: readonly Scores[], threshold: number, gap: number): number {
  let count = 0;
  for (const scores of series) {
    let last = Number.NEGATIVE_INFINITY;
    scores.forEach((score, i) => {
      if (!(score > threshold)) return;
      if (i - last > gap) count++;
      last = i;
    });
  }
  return count;
}

/** Counts intervals at many thresholds, which lie more densely among high scores. */
export function alarmCounts(series: readonly Scores[], gap: number): AlarmCounts {
  const sorted = Float32Array.from(series.flatMap((scores) => Array.from(scores.filter(Number.isFinite)))).sort();
  const readings = sorted.length;
  // Shares of higher scores, from a half down to none.
  const shares = Array.from({ length: THRESHOLDS }, (_, i) => 0.5 * (2 / readings) ** (i / (THRESHOLDS - 1)));
  const places = [...new Set([...shares.map((share) => Math.floor((1 - share) * (readings - 1))), readings - 1])];
  const thresholds = [...new Set(places.map((place) => sorted[place]!))];
  return { thresholds, counts: thresholds.map((threshold) => countIntervals(series, threshold, gap)), readings };
}

/** A rate of alarms: a number of intervals in a time, or in a number of readings. */
export interface AlarmRate {
  readonly alarms: number;
  /** Milliseconds, or readings. */
  readonly in: number;
  readonly unit: "ms" | "readings";
}

const HOUR = 3_600_000;
const SPANS: Readonly<Record<string, number>> = {
  hour: HOUR,
  day: 24 * HOUR,
  week: 7 * 24 * HOUR,
  month: 30 * 24 * HOUR,
  year: 365 * 24 * HOUR,
};

/**
 * Reads a rate of alarms.
 * @throws OptionError if it isn't like "1/week" or "2/1000 readings".
 * @example
 * alarmRate("1/week"); // { alarms: 1, in: 604_800_000, unit: "ms" }
 */
export function alarmRate(text: string): AlarmRate {
  const [, number, span, readings] =
    /^\s*(\d+(?:\.\d+)?)\s*\/\s*(?:(hour|day|week|month|year)|(\d+)\s*readings?)\s*$/.exec(text) ?? [];
  const alarms = Number(number);
  if (!(alarms > 0) || (span === undefined && !(Number(readings) > 0)))
    throw new OptionError(
      `alarms must be a number of alarms in a time, such as "1/week" or "2/day", or in a number of readings, such as "1/1000 readings", but it is ${shown(text)}.`,
    );
  return span === undefined ? { alarms, in: Number(readings), unit: "readings" } : { alarms, in: SPANS[span]!, unit: "ms" };
}

/** @throws OptionError if both a threshold and a rate of alarms are given. */
export function expectOneThreshold({ threshold, alarms }: { readonly threshold?: unknown; readonly alarms?: unknown }): void {
  if (threshold !== undefined && alarms !== undefined)
    throw new OptionError("threshold and alarms both set the score above which a reading is an outlier. Give only one of them.");
}

/** A threshold that follows from a rate of alarms. */
export interface AlarmThreshold {
  readonly threshold: number;
  /** Why there will be another number of alarms, and which threshold is used. */
  readonly doubt?: string;
}

/**
 * Returns the lowest threshold with at most the given rate of intervals in the series that a detector was trained on. It is never below
 * the threshold with the most intervals: below that one, intervals only grow together, until one covers the whole series.
 * @param step - milliseconds between two readings, if they are known.
 * @throws OptionError if the rate is in a time, and the time between readings isn't known.
 */
export function thresholdForAlarms(
  { thresholds, counts, readings }: AlarmCounts,
  rate: AlarmRate,
  step: number | undefined,
): AlarmThreshold {
  if (rate.unit === "ms" && step === undefined)
    throw new OptionError(
      "The time between readings isn't known, so alarms can't be counted in a time. Train the detector with a column of times, or give a rate such as \"1/1000 readings\".",
    );
  const length = rate.unit === "ms" ? readings * step! : readings;
  const allowed = (rate.alarms * length) / rate.in;
  const most = Math.max(...counts);
  const at = most <= allowed ? counts.lastIndexOf(most) : counts.findLastIndex((count) => count > allowed) + 1;
  const threshold = thresholds[at]!;
  const there = "the series that the detector was trained on";
  if (allowed < 1)
    return {
      threshold,
      doubt: `The rate of alarms would be ${allowed.toPrecision(2)} alarms in ${there}, so they are too short to measure it. The threshold is their highest score.`,
    };
  if (most < Math.floor(allowed))
    return {
      threshold,
      doubt: `The rate of alarms would be ${Math.floor(allowed)} alarms in ${there}, but no threshold gives more than ${most} there. The threshold is the one with ${most}.`,
    };
  return { threshold };
}
