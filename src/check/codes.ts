import * as z from "zod/mini";
import { mean, quantile } from "../core/statistics.ts";
import type { CategoryCells, Cells, NumberCells, TimeCells } from "./cells.ts";

const finite = z.number();
const scale = z.object({ middle: finite, unit: finite.check(z.positive()) });
const categoryCode = z.object({ kind: z.literal("category"), names: z.array(z.string()), isOpen: z.boolean() });
const timeCode = z.object({
  kind: z.literal("time"),
  whole: scale,
  first: finite,
  last: finite,
  cycles: z.array(finite.check(z.positive())),
  hour: z.optional(scale),
});
const numberCode = z.object({
  kind: z.literal("number"),
  plain: scale,
  log: z.optional(z.object({ shift: finite.check(z.positive()), scale })),
  isLog: z.boolean(),
  often: z.optional(z.array(finite)),
});

/** How a column is coded for a network, as it is saved. */
export const codeSchema = z.union([categoryCode, timeCode, numberCode, z.object({ kind: z.literal("none") })]);

/** A center and a unit by which numbers are standardised. */
export type Scale = z.infer<typeof scale>;
/** The values that are listed, and whether there are others. */
export type CategoryCode = z.infer<typeof categoryCode>;
/** The first and the last time, the lengths of the cycles in days, and the scale of the hour if times have one. */
export type TimeCode = z.infer<typeof timeCode>;
/**
 * Scales of the numbers and of their logarithms, which of the two is less skewed, and the most frequent values if they are nearly
 * all.
 */
export type NumberCode = z.infer<typeof numberCode>;
export type ColumnCode = z.infer<typeof codeSchema>;

/** Numbers with at most this many frequent values are predicted as classes, if these values make up nearly all of them. */
const FEW = 100;
const NEARLY_ALL = 0.97;
/** Maximum number of values of a category that are listed, and the minimum share of rows that they must make up. */
const MOST_LISTED = 100;
const LISTED_SHARE = 0.5;
/** Minimum count and share of a listed value. Nothing can be learned about rarer ones. */
const [LEAST_COUNT, LEAST_SHARE] = [3, 5e-4];

const NONE: ColumnCode = { kind: "none" };

/** Learns from the cells of a table how its columns are coded. */
export const codesOf = (columns: readonly Cells[]): readonly ColumnCode[] =>
  columns.map((cells) => {
    if (cells.kind === "category") return codeOfCategory(cells) ?? NONE;
    if (cells.kind === "time") return codeOfTime(cells) ?? NONE;
    return cells.kind === "number" ? (codeOfNumber(cells) ?? NONE) : NONE;
  });

function codeOfCategory({ names, counts }: CategoryCells): CategoryCode | undefined {
  const present = counts.reduce((sum, count) => sum + count, 0);
  const least = Math.max(LEAST_COUNT, LEAST_SHARE * present);
  const listed = counts.slice(0, MOST_LISTED).filter((count) => count >= least).length;
  const share = counts.slice(0, listed).reduce((sum, count) => sum + count, 0) / present;
  if (listed < 2 || share < LISTED_SHARE) return undefined;
  return { kind: "category", names: names.slice(0, listed), isOpen: listed < names.length };
}

function codeOfTime({ numbers, type }: TimeCells): TimeCode | undefined {
  const whole = standard(numbers);
  if (!whole) return undefined;
  const cycles = type === "DATE" ? [7] : type === "TIME" ? [1] : [1, 7];
  const hour = type === "TIMESTAMP" ? standard(numbers.map((time) => phaseOf(time, 1))) : undefined;
  const known = numbers.filter((time) => !Number.isNaN(time));
  const [first, last] = [known.reduce((least, x) => Math.min(least, x)), known.reduce((most, x) => Math.max(most, x))];
  return { kind: "time", whole, first, last, cycles, ...(hour && { hour }) };
}

/** Returns the phase of a time in a cycle, 0 to 1. @param time in days. @param days length of the cycle. */
export const phaseOf = (time: number, days: number): number => (((time % days) + days) % days) / days;

function codeOfNumber({ numbers }: NumberCells): NumberCode | undefined {
  const known = numbers.filter((x) => !Number.isNaN(x));
  const plain = standard(numbers);
  if (!plain) return undefined;
  const often = oftenIn(known);
  const base = { kind: "number" as const, plain, ...(often && { often: [...often] }) };
  if (!known.every((x) => x >= 0)) return { ...base, isLog: false };
  const shift = Math.max(1e-3 * quantile(known.filter((x) => x > 0).sort(), 0.5), Number.MIN_VALUE);
  const logs = numbers.map((x) => Math.log(x + shift));
  const scale = standard(logs);
  if (!scale) return { ...base, isLog: false };
  return { ...base, log: { shift, scale }, isLog: Math.abs(skewness(logs)) < Math.abs(skewness(numbers)) };
}

/** Returns the frequent values in ascending order, if they are few and make up nearly all values. */
function oftenIn(known: Float64Array): readonly number[] | undefined {
  const counts = new Map<number, number>();
  for (const x of known) {
    counts.set(x, (counts.get(x) ?? 0) + 1);
    if (counts.size > 50 * FEW) return undefined;
  }
  const often = [...counts].filter(([, count]) => count >= Math.max(LEAST_COUNT, LEAST_SHARE * known.length));
  const share = often.reduce((sum, [, count]) => sum + count, 0) / known.length;
  return often.length <= FEW && share >= NEARLY_ALL ? often.map(([x]) => x).sort((a, b) => a - b) : undefined;
}

/** Returns the median and the interquartile range as a scale; undefined if all numbers are the same. */
function standard(values: Float64Array): Scale | undefined {
  const known = values.filter((x) => !Number.isNaN(x)).sort();
  if (known.length === 0 || known[0] === known.at(-1)) return undefined;
  const [low, median, high] = [0.25, 0.5, 0.75].map((share) => quantile(known, share)) as [number, number, number];
  const center = mean(known);
  const deviation = Math.sqrt(mean(known.map((x) => (x - center) ** 2)));
  return { middle: median, unit: Math.max(0.05 * deviation, (high - low) / 1.35) };
}

/**
 * Returns the skewness by quantiles, which a single extreme number doesn't change: how much farther the upper twentieth begins
 * from the median than the lower one.
 */
function skewness(values: Float64Array): number {
  const known = values.filter((x) => !Number.isNaN(x)).sort();
  const [low, median, high] = [0.05, 0.5, 0.95].map((share) => quantile(known, share)) as [number, number, number];
  return high > low ? (high + low - 2 * median) / (high - low) : 0;
}
