import { timeText as isoText } from "../schema/time-text.ts";
import { durationReader, durationText } from "./duration.ts";
import type { EpochUnit, Form, NumberForm } from "./form.ts";
import { saysMissing } from "./missing.ts";
import { isOfWholes, numberReader, numberText } from "./number-form.ts";
import { compileFormat, timeReader } from "./time-format.ts";
import { writtenTime } from "./written-time.ts";

/** How many of each unit make a second. */
export const PER_SECOND: Readonly<Record<EpochUnit, number>> = { s: 1, ms: 1e3, us: 1e6, ns: 1e9 };

/** Whether a form writes numbers plainly, so that SQL and JavaScript can read them directly. */
export const isPlain = (form: Form): boolean =>
  form.kind === "number" &&
  form.decimal === "." &&
  !(form.thousands || form.currency || form.percent || form.minus || form.negative || form.fractions);

/** Whether a form is recognised in any file, so that a model needn't store it: plain numbers, and times as year, month, day. */
export const isFoundAgain = (form: Form): boolean =>
  (isPlain(form) && form.kind === "number" && !form.plus) || (form.kind === "time" && /^(%Y-%m-%d|%H:%M)/.test(form.format));

/** Returns a function that reads a text as a number, or as seconds since 1970 UTC or midnight; NaN for texts without the form. */
export function readerOf(form: Form): (text: string) => number {
  if (form.kind === "number") return numberReader(form);
  if (form.kind === "duration") return durationReader(form.style);
  if (form.kind === "time") return timeReader(form.format);
  const unit = PER_SECOND[form.unit];
  const pattern = new RegExp(`^(?:${epochPattern(form.unit)})$`);
  return (text) => (pattern.test(text.trim()) ? epochSeconds(text.trim(), unit) : Number.NaN);
}

/** Returns a pattern of numbers that count a unit since 1970, up to about the year 4000. */
export const epochPattern = (unit: EpochUnit): string => `\\d{1,${{ s: 11, ms: 14, us: 17, ns: 19 }[unit]}}(?:\\.\\d+)?`;

/** Rounds to microseconds, the precision of DuckDB's times. */
const epochSeconds = (text: string, unit: number): number =>
  unit === 1e9 ? Number(BigInt(text.replace(/\..*/, "")) / 1000n) / 1e6 : Number(text) / unit;

/** Returns the DuckDB type of values that are read by a form. */
export function typeOfForm(form: Form): string {
  if (form.kind === "number") return isOfWholes(form) ? "BIGINT" : "DOUBLE";
  if (form.kind === "duration") return "DOUBLE";
  if (form.kind === "epoch") return "TIMESTAMP";
  const { hasDate, hasClock, hasZone } = compileFormat(form.format);
  if (!hasDate) return "TIME";
  if (!hasClock) return "DATE";
  return hasZone ? "TIMESTAMP WITH TIME ZONE" : "TIMESTAMP";
}

/** Whether a text doesn't have the form and doesn't stand for a missing value. */
export const isStray = (read: (text: string) => number, text: string): boolean => Number.isNaN(read(text)) && !saysMissing(text);

/** Writes a number, or a time in seconds since 1970, in a form. */
export function writtenBy(form: Form, value: number): string {
  if (form.kind === "number") return numberText(form, value);
  if (form.kind === "duration") return durationText(form.style, value);
  if (form.kind === "time") return writtenTime(form.format, value);
  return String(Math.round(value * PER_SECOND[form.unit]));
}

const SHOWN_NUMBER = 1234.56;
const SHOWN_TIME = Date.UTC(2024, 11, 31, 14, 30) / 1000;

/** Explains a form by an example: "$1,234.56 is read as 1234.56". */
export function formWords(form: Form): string {
  const value = form.kind === "number" ? shownNumber(form) : form.kind === "duration" ? 5400 : SHOWN_TIME;
  const text = writtenBy(form, value);
  return `${text} is read as ${readWords(form, text)}`;
}

/** Returns how a form reads a text, in words. */
export function readWords(form: Form, text: string): string {
  const read = readerOf(form)(text);
  if (form.kind === "number") return String(Number(read.toPrecision(12)));
  if (form.kind === "duration") return `${read} seconds`;
  const type = typeOfForm(form);
  const as = type === "DATE" || type === "TIME" ? type : "TIMESTAMP";
  return isoText(Math.floor(read), as);
}

const shownNumber = ({ percent, negative }: NumberForm): number =>
  (percent ? SHOWN_NUMBER / 1e4 : SHOWN_NUMBER) * (negative ? -1 : 1);

/** Parts of a number's form that a text may show, the most helpful first: negative numbers, decimals and thousands, a sign. */
const TELLING: readonly (readonly [points: number, pattern: RegExp])[] = [
  [16, /^\(|[-−]$/],
  [8, /[.,]\d+[^\d]*$/],
  [4, /\d[.,'’ \u00A0\u202F]\d{3}(?!\d)/],
  [2, /[^\d.,'’ \u00A0\u202F]/],
];

/** Returns the text that best shows how the form reads values, if a text has the form. @param texts without missing values. */
export function tellingText(form: Form, texts: readonly string[]): string | undefined {
  const read = readerOf(form);
  const pointsOf = (text: string): number => {
    if (form.kind === "number") return TELLING.reduce((sum, [points, pattern]) => sum + (pattern.test(text) ? points : 0), 0);
    // A day after the twelfth can't be a month.
    return text.length + (/\b(1[3-9]|2\d|3[01])\b/.test(text) ? 0.5 : 0);
  };
  let [best, most]: [string | undefined, number] = [undefined, -1];
  for (const text of texts) {
    const points = pointsOf(text);
    if (points > most && !Number.isNaN(read(text))) [best, most] = [text, points];
  }
  return best;
}
