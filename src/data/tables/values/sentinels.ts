/** Numbers that programs write for a missing value: -9, 99, -999, 9999.9, the limits of integer types, netCDF's fill value. */
const NUMBERS = /^-9$|^-?([789])\1+(\.\1+)?$/;
const ENDS = new Set([-32_768, 32_767, 65_535, -2_147_483_648, 2_147_483_647, 4_294_967_295, 1e20, -1e20, 1e30, -1e30]);
const isFill = (value: number): boolean => Math.abs(value) > 9.9e35;

/** Days that programs write for a missing value. */
const DAYS = new Set(
  "0001-01-01 1753-01-01 1800-01-01 1899-12-30 1899-12-31 1900-01-01 1901-01-01 1970-01-01 2099-12-31 2999-12-31 9999-01-01 9999-12-31".split(
    " ",
  ),
);

const dayOf = (seconds: number): string => new Date(1000 * seconds).toISOString().slice(0, 10).replace(/^\+0*/, "");

/** Whether a number, or a time in seconds since 1970, may stand for a missing value. */
export const maySayMissing = (value: number, kind: "number" | "date"): boolean =>
  kind === "number" ? NUMBERS.test(String(value)) || ENDS.has(value) || isFill(value) : DAYS.has(dayOf(value));

/** The lowest or highest value of a column, how often it occurs, and the range of all other values. */
export interface EndValue {
  readonly value: number;
  readonly count: number;
  readonly low: number;
  readonly high: number;
}

/** Smallest number of times that such a value has to occur. */
const FEWEST = 2;

/** Whether a value that may mean "missing" is farther from the other values than their whole range is wide. */
export const isFarAway = ({ value, count, low, high }: EndValue): boolean =>
  count >= FEWEST && low <= high && (value < low ? low - value : value - high) >= Math.max(high - low, Number.MIN_VALUE);

/** Returns the note about such a value. */
export function sentinelLine(name: string, kind: "number" | "date", { value, count }: EndValue): string {
  const text = kind === "number" ? String(value) : dayOf(value);
  return `${name}: ${text} occurs ${count} times, far from all other values; if it stands for a missing value, use --missing-value ${text}`;
}
