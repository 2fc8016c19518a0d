import { attempt } from "./attempt.ts";

/** Writes a whole number with thousands separators: 1234 → 1,234. */
export const count = (value: number): string => String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",");

/** Writes a count with its noun: "1 row", "2 rows". */
export const counted = (value: number, one: string, many = `${one}s`): string => `${count(value)} ${value === 1 ? one : many}`;

/** Writes a number with a few significant digits: 0.01234 → 0.0123, 123456 → 123,456. */
export function figureOf(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return "–";
  if (Math.abs(value) >= 10 ** digits && Math.abs(value) < 1e9) return count(value);
  return String(rounded(value, digits));
}

/** Rounds a number to significant digits: 0.012345 → 0.0123. */
export const rounded = (value: number, digits = 3): number => Number(value.toPrecision(digits));

/** Writes a share as a percentage with three significant digits: 0.01234 → 1.23 %. */
export const percent = (share: number): string => `${figureOf(100 * share)}\u00a0%`;

/** Writes a share as a percentage with the given number of significant digits: 0.01234 → 1.23 %. */
export const roundedPercent = (share: number, digits?: number): string => `${rounded(100 * share, digits)} %`;

/** Writes a share as a percentage with the given number of decimals: 0.01234 → 1.2 %. */
export const percentTo = (share: number, decimals = 1): string => `${(100 * share).toFixed(decimals)} %`;

/** Writes the percentage of rows that are less unusual than a row; never 100 %. */
export const percentileShown = (percentile: number): string =>
  percentile >= 99.95 ? ">\u00a099.9\u00a0%" : `${percentile.toFixed(1)}\u00a0%`;

/** Writes a duration in seconds in a suitable unit: 12 s, 3 min, 1.5 h. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return "?";
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

/** Joins items as in a sentence: "a", "a and b", "a, b and c", or the same with "or". */
export const listed = (items: readonly string[], word: "and" | "or" = "and"): string =>
  items.length < 2 ? (items[0] ?? "") : `${items.slice(0, -1).join(", ")} ${word} ${items.at(-1)}`;

/** JSON has null for NaN and infinity. */
const withNaN = (_: string, value: unknown): unknown =>
  typeof value === "number" && !Number.isFinite(value) ? String(value) : value;

/** Writes a value as code does, for a message about a wrong value: texts in quotes, and long values shortened. */
export function shown(value: unknown): string {
  if (typeof value === "function") return "a function";
  if (Array.isArray(value) && value.some((one) => typeof one === "function")) return `[${value.map(shown).join(", ")}]`;
  if (typeof value !== "string" && (typeof value !== "object" || value === null)) return String(value);
  const written = ArrayBuffer.isView(value) ? `a ${value.constructor.name}` : attempt(() => JSON.stringify(value, withNaN));
  return written === undefined ? "an object" : written.length > 60 ? `${written.slice(0, 60)}…` : written;
}
