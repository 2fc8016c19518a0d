import { durationReader } from "./duration.ts";
import { MOSTLY } from "./find-number-form.ts";
import type { DurationForm, DurationStyle, EpochForm, EpochUnit, TimeForm, ValueOptions } from "./form.ts";
import { compileFormat, partsOfTime, timeReader } from "./time-format.ts";
import { COMPACT_FORMATS, DATE_FORMATS, isDayFirst, OTHER_FORMATS, otherOrder } from "./time-formats.ts";

const TIME_WORDS =
  "ts|time|times|timestamp|timestamps|date|dates|datetime|datum|zeit|zeitpunkt|epoch|unix|when|created|updated|modified|changed|occurred|logged|recorded|started|ended|since|until|day|month|moment|seen|expires|birthday|birth|dob";
const NAMED_AS_TIME = new RegExp(`(^|[^a-z])(${TIME_WORDS}|[a-z]+(?:time|date|stamp)|[a-z]+_at)([^a-z]|$)`, "i");
const IN_CAMELS = /[a-z](Time|Date|At|Timestamp|Ts|On|Epoch|Stamp)([^a-z]|$)/;
const NAMED_AS_DURATION =
  /(^|[^a-z])(duration|elapsed|runtime|laptime|lap|pace|length|took|dauer|laufzeit|uptime|timedelta|delta|delay|wait)([^a-z]|$)|Duration|Elapsed/i;

export const isNamedAsTime = (name: string): boolean => NAMED_AS_TIME.test(name) || IN_CAMELS.test(name);

export interface FoundTimeForm {
  readonly form: TimeForm | EpochForm | DurationForm;
  readonly fits: boolean;
  /** Whether the day might be the month. */
  readonly isAmbiguous?: boolean;
}

/** Hints about a column's times from outside the column: the options, and whether the day comes first in other columns. */
export interface TimeHints extends Pick<ValueOptions, "dayFirst" | "timeFormat"> {
  readonly likelyDayFirst?: boolean;
}

const shareRead = (texts: readonly string[], read: (text: string) => number): number =>
  texts.filter((text) => !Number.isNaN(read(text))).length / texts.length;

/**
 * Finds how a column's texts write times; returns undefined if they aren't times.
 * @param texts values that aren't missing, trimmed.
 */
export function findTimeForm(name: string, texts: readonly string[], hints: TimeHints = {}): FoundTimeForm | undefined {
  if (texts.length === 0) return undefined;
  if (hints.timeFormat !== undefined) {
    const share = shareRead(texts, timeReader(hints.timeFormat));
    if (share >= MOSTLY) return { form: { kind: "time", format: hints.timeFormat }, fits: share === 1 };
  }
  const isWhole = texts.every((text) => /^\d+$/.test(text));
  if (isWhole) return wholeTimes(name, texts);
  if (/^\d{9,10}\.\d+$/.test(texts[0]!) && isNamedAsTime(name)) return epochs(texts, "s");
  const duration = findDuration(name, texts);
  if (duration) return duration;
  // At least one of three texts isn't a stray value.
  const first = [texts[0]!, texts[Math.floor(texts.length / 2)]!, texts.at(-1)!];
  const candidates = new Set(first.flatMap((text) => formatsOf(text)));
  const isAllowed = (format: string) =>
    (hints.dayFirst === undefined || otherOrder(format) === undefined || isDayFirst(format) === hints.dayFirst) &&
    (!MAY_BE_NUMBERS.has(format) || areMonths(name, texts, format));
  const shares = [...candidates].filter(isAllowed).map((format) => ({ format, share: shareRead(texts, timeReader(format)) }));
  const most = Math.max(0, ...shares.map(({ share }) => share));
  if (most < MOSTLY) return undefined;
  const best = shares.filter(({ share }) => share === most).map(({ format }) => format);
  const chosen = best[0]!;
  const swapped = otherOrder(chosen);
  const isAmbiguous = hints.dayFirst === undefined && swapped !== undefined && best.includes(swapped);
  const format =
    isAmbiguous && !takesDayFirst(texts, chosen, hints)
      ? monthFirstOf(chosen, swapped)
      : isAmbiguous
        ? dayFirstOf(chosen, swapped)
        : chosen;
  return {
    form: { kind: "time", format: asWritten(format, texts) },
    fits: most === 1,
    ...(isAmbiguous && hints.likelyDayFirst === undefined && { isAmbiguous }),
  };
}

/** Formats of months that may also be numbers with a point: 2024.05, 5.2024. */
const MAY_BE_NUMBERS = new Set(["%Y.%m", "%m.%Y"]);
/** With at least this many different values, numbers don't look like recent months by chance. */
const MANY_MONTHS = 6;

/** Whether texts such as 2024.05 are months: in recent years, with two digits, and many or with a time in the column's name. */
function areMonths(name: string, texts: readonly string[], format: string): boolean {
  const parts = texts.flatMap((text) => partsOfTime(format, text) ?? []);
  const arePlausible = parts.every(
    ({ Y, m }) => Number(Y) >= 1800 && Number(Y) <= 2100 && (m!.length === 2 || format === "%m.%Y"),
  );
  return arePlausible && (isNamedAsTime(name) || new Set(texts).size >= MANY_MONTHS);
}

/** Removes seconds if no text has them, and adds a zone if one has it. */
function asWritten(format: string, texts: readonly string[]): string {
  const parts = texts.flatMap((text) => partsOfTime(format, text) ?? []);
  const exact = parts.some(({ S }) => S !== undefined) ? format : format.replace(":%S", "");
  return /%[zZ]/.test(exact) || !parts.some(({ z }) => z !== undefined) ? exact : `${exact}%z`;
}

const dayFirstOf = (a: string, b: string): string => (isDayFirst(a) ? a : b);
const monthFirstOf = (a: string, b: string): string => (isDayFirst(a) ? b : a);

/**
 * Returns whether to read the day first if it might be the month: as in other columns, or so that all times are the first day of
 * a month, or so that the rows are in order. American times have AM and PM.
 */
function takesDayFirst(texts: readonly string[], format: string, { likelyDayFirst }: TimeHints): boolean {
  if (likelyDayFirst !== undefined) return likelyDayFirst;
  const swapped = otherOrder(format)!;
  const orders = [dayFirstOf(format, swapped), monthFirstOf(format, swapped)] as const;
  const [dayIsOne, monthIsOne] = orders.map((each) => areFirstDays(texts, each));
  if (dayIsOne !== monthIsOne) return dayIsOne!;
  const [day, month] = orders.map((each) => areInOrder(texts.map(timeReader(each))));
  return day === month ? !/%p/.test(format) : day!;
}

/** Whether all times are the first day of a month, in at least three months. */
function areFirstDays(texts: readonly string[], format: string): boolean {
  const parts = texts.flatMap((text) => partsOfTime(format, text) ?? []);
  return parts.every(({ d }) => Number(d) === 1) && new Set(parts.map(({ m }) => Number(m))).size >= 3;
}

/** Whether times only rise or only fall. */
function areInOrder(times: readonly number[]): boolean {
  const steps = times.slice(1).map((time, i) => time - times[i]!);
  return steps.every((step) => !(step < 0)) || steps.every((step) => !(step > 0));
}

/** Returns the formats that a text may have, including its days and times. */
function formatsOf(text: string): string[] {
  if (text.length > 80 || !/\d/.test(text)) return [];
  const fits = (format: string) => !Number.isNaN(timeReader(format)(text));
  const dated = DATE_FORMATS.flatMap(({ date, withClock }) => {
    if (fits(date)) return [date, `${date}%[ %H:%M:%S%]`];
    if (!startsWith(date).test(text)) return [];
    const found = withClock.filter(fits);
    return found.length > 0 && / %H:%M/.test(found[0]!) ? [...found, `${date}%[ %H:%M:%S%]`] : found;
  });
  return [...dated, ...OTHER_FORMATS.filter(fits)];
}

const beginnings = new Map<string, RegExp>();

function startsWith(format: string): RegExp {
  const known = beginnings.get(format) ?? new RegExp(`^(?:${compileFormat(format).pattern})\\D`, "u");
  beginnings.set(format, known);
  return known;
}

const [FIRST_YEAR, LAST_YEAR] = [1990, 2100];
const secondsAt = (year: number): number => Date.UTC(year, 0, 1) / 1000;
const UNITS: Readonly<Record<EpochUnit, number>> = { s: 1, ms: 1e3, us: 1e6, ns: 1e9 };

/** Reads whole numbers as days (20240131), months, or counts since 1970. */
function wholeTimes(name: string, texts: readonly string[]): FoundTimeForm | undefined {
  const isNamed = isNamedAsTime(name);
  const distinct = new Set(texts).size;
  for (const format of COMPACT_FORMATS) {
    const read = timeReader(format);
    const isPlausible = texts.every((text) => {
      const seconds = read(text);
      return seconds >= secondsAt(1900) && seconds < secondsAt(2101);
    });
    // One in twelve random numbers of 8 digits is a day; one in four hundred of 6 digits is a month.
    if (isPlausible && (isNamed || (format !== "%Y%m" && distinct >= 3))) return { form: { kind: "time", format }, fits: true };
  }
  for (const unit of Object.keys(UNITS) as EpochUnit[]) {
    const factor = UNITS[unit];
    const [low, high] = [secondsAt(FIRST_YEAR) * factor, secondsAt(LAST_YEAR) * factor];
    if (!texts.every((text) => Number(text) >= low && Number(text) < high)) continue;
    // Only whole minutes, or whole seconds in a finer unit: that is hardly chance.
    const step = unit === "s" ? "60" : String(factor);
    const areRound = distinct >= 3 && texts.every((text) => BigInt(text) % BigInt(step) === 0n);
    if (isNamed || areRound) return { form: { kind: "epoch", unit }, fits: true };
  }
  return undefined;
}

function epochs(texts: readonly string[], unit: EpochUnit): FoundTimeForm | undefined {
  const fits = texts.every(
    (text) => /^\d{9,10}(\.\d+)?$/.test(text) && Number(text) >= secondsAt(FIRST_YEAR) && Number(text) < secondsAt(LAST_YEAR),
  );
  return fits ? { form: { kind: "epoch", unit }, fits } : undefined;
}

/** A time of day has less than 24 hours. Ambiguous values are times of day, unless the column's name means a duration. */
function findDuration(name: string, texts: readonly string[]): FoundTimeForm | undefined {
  const styles: readonly DurationStyle[] = ["clock", "minutes", "days", "iso", "words"];
  for (const style of styles) {
    const share = shareRead(texts, durationReader(style));
    if (share < MOSTLY) continue;
    const isClock = style === "clock" || style === "minutes";
    const isOfDay = isClock && shareRead(texts, timeReader("%H:%M:%S")) >= MOSTLY;
    if (!isOfDay || NAMED_AS_DURATION.test(name)) return { form: { kind: "duration", style }, fits: share === 1 };
  }
  return undefined;
}
