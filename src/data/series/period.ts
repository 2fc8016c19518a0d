import { quantile } from "../../core/statistics.ts";
import { type Cycle, testCycle, withoutCycle } from "./cycle.ts";
import { autocorrelation, powerSpectrum } from "./spectrum.ts";
import { lengthInWords, UNITS } from "./time-words.ts";

/** A cycle that repeats in a series. */
export interface Period {
  /** Length of the cycle in readings; not always a whole number. */
  readonly readings: number;
  /**
   * Share of the detrended variance that the mean cycle explains, from 0 to 1. Each cycle is compared with the mean of the other
   * cycles.
   */
  readonly strength: number;
  /** The length in words: "a day", "12 hours", or "288 readings" if the time between readings isn't known. */
  readonly words: string;
}

/** Maximum number of periods of a series. */
const MOST_PERIODS = 3;
/** Smallest number of whole cycles in a series, and of readings in a cycle. */
const [LEAST_CYCLES, LEAST_READINGS] = [3, 2];
/** Number of values that are searched at a time. A longer series is searched twice: its end, and means of adjacent values. */
const MOST_VALUES = 65_536;
/** Number of the highest peaks of the spectrum that are tried, and the multiples of their periods. */
const [PEAKS, MULTIPLES] = [6, [1, 2, 3]] as const;
/** Smallest strength of a period. */
const LEAST_STRENGTH = 0.05;
/**
 * Half and a third of a period need to explain nearly as much to be taken instead of it, because two or three similar waves may
 * make up a cycle. Shorter parts of it, such as the days of a week, are periods of their own.
 */
const [AS_MUCH, A_PART] = [0.95, 0.25];
/** The spectrum's peaks are this exact, as a share of the distance of its frequencies. */
const UNCERTAIN = 0.15;
/** A lag whose autocorrelation is this share of the highest one may be the period, and the highest one a multiple of it. */
const NEARLY = 0.7;

/**
 * Finds the periods of a series, the strongest first, at most three. Noise and random walks have none, and neither do series with
 * fewer than three cycles.
 * @param values - values at even times [n], in order; NaN for a missing value.
 * @param options - `step` is the time between two values in milliseconds, if it is known.
 * @example
 * const [day] = periodsOf(hourly, { step: 3_600_000 }); // { readings: 24, strength: 0.8, words: "a day" }
 */
export function periodsOf(values: Float32Array, { step }: { readonly step?: number | undefined } = {}): Period[] {
  const found: Cycle[] = searched(values.subarray(-MOST_VALUES), step);
  const width = Math.ceil(values.length / MOST_VALUES);
  if (width > 1) {
    const slow = searched(blockMeans(values, width), step && step * width).map((one) => ({
      ...one,
      readings: one.readings * width,
    }));
    for (const one of slow)
      if (one.readings > MOST_VALUES / LEAST_CYCLES && !found.some(({ readings }) => isHarmonic(one.readings, readings)))
        found.push(one);
  }
  return found
    .sort((a, b) => b.strength - a.strength)
    .slice(0, MOST_PERIODS)
    .map(({ readings, strength }) => ({
      readings,
      strength,
      words: step ? lengthInWords(readings * step) : `${Number(readings.toPrecision(3))} readings`,
    }));
}

function searched(values: Float32Array, step: number | undefined): Cycle[] {
  const original = clipped(detrended(values));
  const found: Cycle[] = [];
  let rest = original;
  while (found.length < MOST_PERIODS) {
    const best = strongest(original, rest, found, step);
    if (!best) break;
    found.push(best);
    rest = withoutCycle(rest, best);
  }
  return found;
}

/** Subtracts the line through the values, and their mean. */
function detrended(values: Float32Array): Float64Array {
  let [n, sx, sy, sxx, sxy] = [0, 0, 0, 0, 0];
  values.forEach((y, x) => {
    if (Number.isNaN(y)) return;
    n++;
    sx += x;
    sy += y;
    sxx += x * x;
    sxy += x * y;
  });
  const slope = n > 1 ? (n * sxy - sx * sy) / (n * sxx - sx * sx) : 0;
  const base = (sy - slope * sx) / n;
  return Float64Array.from(values, (y, x) => y - base - slope * x);
}

/** Limits spikes, which would hide a cycle: values far outside the range that 96 % of the values have. */
function clipped(values: Float64Array): Float64Array {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const [low, high] = [quantile(sorted, 0.02), quantile(sorted, 0.98)];
  const margin = (high - low) / 2;
  return margin > 0 ? values.map((value) => Math.min(high + margin, Math.max(low - margin, value))) : values;
}

function blockMeans(values: Float32Array, width: number): Float32Array {
  return Float32Array.from({ length: Math.floor(values.length / width) }, (_, block) => {
    const some = values.subarray(block * width, (block + 1) * width).filter((value) => !Number.isNaN(value));
    return some.reduce((sum, value) => sum + value, 0) / some.length;
  });
}

/** Returns the period that explains most of what is left of the values, or a shorter one that is behind it. */
function strongest(
  original: Float64Array,
  rest: Float64Array,
  found: readonly Cycle[],
  step: number | undefined,
): Cycle | undefined {
  const n = rest.length;
  const isOpen = (readings: number) =>
    readings >= LEAST_READINGS && readings * LEAST_CYCLES <= n && !found.some((one) => isHarmonic(readings, one.readings));
  const tried = [...new Set(candidates(rest, step))]
    .filter(isOpen)
    .map((readings) => testCycle(original, rest, readings))
    .filter(({ share, leastShare, strength }) => share >= leastShare && strength >= LEAST_STRENGTH)
    .sort((a, b) => b.explained - a.explained);
  let [best] = tried;
  for (let shorter = best; shorter; ) {
    best = shorter;
    const { readings, explained } = best;
    shorter = tried.find((one) => {
      const times = readings / one.readings;
      const isPart = times > 1.5 && times < 10.5 && Math.abs(times - Math.round(times)) < 0.01 * times;
      return (
        isPart && testCycle(original, rest, one.readings, readings).explained >= (times < 3.5 ? AS_MUCH : A_PART) * explained
      );
    });
  }
  if (!best) return undefined;
  // The exact length of a cycle is uncertain in noise. People live by days and weeks.
  const { readings, explained } = best;
  const uncertain = readings ** 2 / n;
  const ofCalendar = tried.find(
    (one) =>
      calendarOf(step).includes(one.readings) &&
      Math.abs(one.readings - readings) < uncertain / 2 &&
      one.explained > 0.9 * explained,
  );
  if (ofCalendar) return ofCalendar;
  const [less, more] = [-0.3, 0.3].map(
    (share) => testCycle(original, rest, readings + share * uncertain, readings).explained,
  ) as [number, number];
  const highest = readings + 0.3 * uncertain * vertex(less, explained, more);
  const whole = Math.round(highest);
  return testCycle(original, rest, Math.abs(whole - highest) < 0.1 * uncertain ? whole : highest);
}

/** Returns where a parabola through three numbers is highest: -1 is the place of the first, 0 of the second, 1 of the third. */
const vertex = (before: number, at: number, after: number): number =>
  Math.max(-1, Math.min(1, (before - after) / (2 * (before - 2 * at + after)) || 0));

/** Whether a period is a fraction of another one, or two or three times as long. */
function isHarmonic(readings: number, known: number): boolean {
  const times = known / readings;
  if (times > 1) return times < 12 && Math.abs(times - Math.round(times)) < Math.min(0.1, 0.03 * times);
  return [1, 2, 3].some((n) => Math.abs(n * times - 1) < 0.03);
}

/** Returns the periods to try: those of the highest peaks of spectrum and autocorrelation, multiples of them, and the calendar's. */
function candidates(values: Float64Array, step: number | undefined): number[] {
  const n = values.length;
  // The slope of red noise would hide all peaks but the first, so powers are multiplied by their frequency.
  const powers = powerSpectrum(values.map((value) => (Number.isNaN(value) ? 0 : value)));
  const heights = powers.map((power, k) => power * k);
  const size = 2 * heights.length;
  const found = [
    ...peaksOf(heights, powers)
      .slice(0, PEAKS)
      .map((at) => size / at),
    ...lagsOf(autocorrelation(heights), n),
  ];
  const ofCalendar = calendarOf(step);
  const rounded = found
    .flatMap((readings) => MULTIPLES.map((times) => times * readings))
    .map((readings) => {
      const uncertain = (UNCERTAIN * readings ** 2) / n;
      return [...ofCalendar, Math.round(readings)].find((one) => Math.abs(one - readings) < uncertain) ?? readings;
    });
  return [LEAST_READINGS, ...ofCalendar, ...rounded];
}

const calendarOf = (step: number | undefined): number[] => (step ? UNITS.map(({ ms }) => ms / step) : []);

/** Returns the places of the local maxima, the highest first, interpolated between three numbers of `exact`. */
function peaksOf(heights: Float64Array, exact: Float64Array): number[] {
  const peaks: number[] = [];
  for (let k = 2; k < heights.length - 1; k++)
    if (heights[k]! > heights[k - 1]! && heights[k]! >= heights[k + 1]! && heights[k]! > 0) peaks.push(k);
  return peaks.sort((a, b) => heights[b]! - heights[a]!).map((k) => k + vertex(exact[k - 1]!, exact[k]!, exact[k + 1]!));
}

/** Returns the lags of the highest autocorrelation, and of the first that is nearly as high. */
function lagsOf(correlations: Float64Array, n: number): number[] {
  const most = Math.floor(n / LEAST_CYCLES);
  const peaks = peaksOf(correlations.subarray(0, most + 2), correlations);
  const height = (lag: number) => correlations[Math.round(lag)]!;
  const first = Math.min(...peaks.filter((lag) => height(lag) > NEARLY * height(peaks[0]!)));
  return [...peaks.slice(0, 2), ...(first < most ? [first] : [])].map((lag) => {
    // Lags of many cycles give the length of a cycle more exactly.
    let exact = lag;
    for (let cycles = 2; cycles * exact < n / 2; cycles *= 2) {
      const around = Math.round(cycles * exact);
      const near = [around - 1, around, around + 1, around - 2, around + 2];
      exact = near.reduce((a, b) => (correlations[b]! > correlations[a]! ? b : a)) / cycles;
    }
    return exact;
  });
}
