/** Numbers that programs write where there is none: -9, 99, -999, 9999.9, the ends of the whole numbers' ranges, netCDF's fill value. */
const NUMBERS = /^-9$|^-?([789])\1+(\.\1+)?$/;
const ENDS = new Set([-32_768, 32_767, 65_535, -2_147_483_648, 2_147_483_647, 4_294_967_295, 1e20, -1e20, 1e30, -1e30]);
const isFill = (value: number): boolean => Math.abs(value) > 9.9e35;

/** Days that programs write where there is none. */
const DAYS = new Set(
  "0001-01-01 1753-01-01 1800-01-01 1899-12-30 1899-12-31 1900-01-01 1901-01-01 1970-01-01 2099-12-31 2999-12-31 9999-01-01 9999-12-31".split(
    " ",
  ),
);

const dayOf = (seconds: number): string => new Date(1000 * seconds).toISOString().slice(0, 10).replace(/^\+0*/, "");

/** Whether a number, or a time in seconds since 1970, may stand for a missing value. */
export const maySayMissing = (value: number, kind: "number" | "date"): boolean =>
  kind === "number" ? NUMBERS.test(String(value)) || ENDS.has(value) || isFill(value) : DAYS.has(dayOf(value));

/** A value at the end of a column, how often it comes, and the range of all others. */
export interface EndValue {
  readonly value: number;
  readonly count: number;
  readonly low: number;
  readonly high: number;
}

/** It comes as often as this, at least. */
const FEWEST = 2;

/** Whether a value that may stand for a missing one is farther from all others than those are from each other. */
export const isFarAway = ({ value, count, low, high }: EndValue): boolean =>
  count >= FEWEST && low <= high && (value < low ? low - value : value - high) >= Math.max(high - low, Number.MIN_VALUE);

/** What to say of it. */
export function sentinelLine(name: string, kind: "number" | "date", { value, count }: EndValue): string {
  const text = kind === "number" ? String(value) : dayOf(value);
  return `${name}: ${text} stands ${count} times, far from all others; --missing-value ${text} reads it as missing`;
}
