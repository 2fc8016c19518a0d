import { OptionError } from "../core/errors.ts";

/** A period of a series: its length in readings, and in words. */
export interface SeriesPeriod {
  readonly readings: number;
  readonly words: string;
}

/** A length of the windows in which a series is looked at. */
export interface WindowLength {
  /** Number of readings in a window. */
  readonly window: number;
  /** Distance between the starts of two windows, in readings. */
  readonly step: number;
  /** Number of equal parts of a window whose means describe its shape. */
  readonly bins: number;
}

/** The shortest window. A spike of one reading stands out in it. */
const SHORTEST = 3;
/** With fewer windows of a length, the length isn't used. */
const FEWEST_WINDOWS = 24;
/** The longest window is this share of the longest series, and has at least and at most this many readings, unless a period is longer. */
const [SHARE, LEAST, MOST] = [1 / 32, 8, 1024] as const;
/** Milliseconds of a day, and the number of days that a series needs for windows of a day. */
const [DAY, FEWEST_DAYS] = [24 * 3_600_000, 7];
/** Two lengths must differ at least by this factor. */
const APART = 1.3;
/** Largest number of parts of a window, and of windows that contain a reading. */
const [MOST_BINS, OVERLAP] = [16, 8];

/** The number of readings that a series needs at least. */
export const FEWEST_READINGS = FEWEST_WINDOWS + SHORTEST - 1;

/** Returns a window of about a number of readings, which can be cut into equal parts. */
export function windowOf(readings: number): WindowLength {
  const whole = Math.max(SHORTEST, Math.round(readings));
  const width = Math.ceil(whole / MOST_BINS);
  const bins = Math.max(1, Math.round(whole / width));
  return { window: width * bins, bins, step: Math.max(1, Math.floor((width * bins) / OVERLAP)) };
}

/** The lengths of the windows, and the reason for them. */
export interface Lengths {
  /** Ascending. */
  readonly lengths: readonly WindowLength[];
  /** Index of the length from whose windows the expected values come. */
  readonly shape: number;
  /** The period of the series, if it has one. */
  readonly period?: SeriesPeriod;
}

/**
 * Chooses the lengths of windows: very short ones for spikes, the period and half of it, a day, and about a thirty-second of the longest
 * series. Without a period or a day, twice this length is used as well.
 * @param longest - number of readings in the longest series.
 * @param period - the period, if the series have one.
 * @param step - milliseconds between two readings, if they are known.
 */
export function lengthsFor(longest: number, period: SeriesPeriod | undefined, step: number | undefined): Lengths {
  const long = Math.min(Math.max(Math.round(longest * SHARE), LEAST), MOST);
  const day = step ? Math.round(DAY / step) : 0;
  const hasDays = day >= LEAST && day <= MOST && longest >= FEWEST_DAYS * day;
  const cycles = [...(period ? [period.readings / 2, period.readings] : []), ...(hasDays ? [day] : [])];
  const longer = cycles.length > 0 ? [] : [2 * long];
  return chosen(longest, [SHORTEST, ...cycles, long, ...longer], period?.readings ?? (hasDays ? day : long), period);
}

/**
 * Returns the shortest length and the ones that the caller wants. The expected values come from the last wanted one.
 * @throws OptionError if a series is too short for a wanted length.
 */
export function lengthsOf(longest: number, wanted: readonly number[]): Lengths {
  for (const readings of wanted) {
    const { window, step } = windowOf(readings);
    const needed = window + (FEWEST_WINDOWS - 1) * step;
    if (longest < needed)
      throw new OptionError(
        `A window of ${readings} readings needs a series of at least ${needed} readings, but the longest has ${longest}. Give a shorter window, or leave it out.`,
      );
  }
  return chosen(longest, [SHORTEST, ...wanted], wanted.at(-1)!, undefined);
}

function chosen(longest: number, wanted: readonly number[], main: number, period: SeriesPeriod | undefined): Lengths {
  const lengths: WindowLength[] = [];
  // The length for the expected values comes first, so that none that is nearly the same is taken instead.
  for (const readings of [main, ...wanted]) {
    const one = windowOf(readings);
    const isApart = lengths.every(({ window }) => Math.max(window, one.window) >= APART * Math.min(window, one.window));
    if (isApart && (longest - one.window) / one.step + 1 >= FEWEST_WINDOWS) lengths.push(one);
  }
  lengths.sort((a, b) => a.window - b.window);
  const fitting = lengths.findLastIndex(({ window }) => window <= windowOf(main).window);
  return { lengths, shape: Math.max(0, fitting), ...(period && { period }) };
}
