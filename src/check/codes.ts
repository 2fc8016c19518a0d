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

/** A middle and a unit that numbers are standardised by. */
export type Scale = z.infer<typeof scale>;
/** The values that are listed; whether there are others besides. */
export type CategoryCode = z.infer<typeof categoryCode>;
/** The first and the last time, and lengths of the cycles that are looked at, in days; the scale of the hour, where times have one. */
export type TimeCode = z.infer<typeof timeCode>;
/** Scales of the numbers and of their logarithms, which of both is less skewed, and the values that come again and again, where they are nearly all. */
export type NumberCode = z.infer<typeof numberCode>;
export type ColumnCode = z.infer<typeof codeSchema>;

/** Numbers with so many values are predicted as classes, if these make up nearly all of them. */
const FEW = 100;
const NEARLY_ALL = 0.97;
/** A category's values that are listed, if they make up at least this share. */
const MOST_LISTED = 100;
const LISTED_SHARE = 0.5;
/** Values that are rarer say nothing that could be learned. */
const [LEAST_COUNT, LEAST_SHARE] = [3, 5e-4];

const NONE: ColumnCode = { kind: "none" };

/** How the columns of a table are coded, learned from their cells. */
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

/** How much of a cycle has gone by at a time in days, 0 to 1. */
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

/** The values that come again and again, ascending, where they are few and nearly all that there are. */
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

/** By the median and the spread of the middle half; undefined of numbers that are all the same. */
function standard(values: Float64Array): Scale | undefined {
  const known = values.filter((x) => !Number.isNaN(x)).sort();
  if (known.length === 0 || known[0] === known.at(-1)) return undefined;
  const [low, median, high] = [0.25, 0.5, 0.75].map((share) => quantile(known, share)) as [number, number, number];
  const center = mean(known);
  const deviation = Math.sqrt(mean(known.map((x) => (x - center) ** 2)));
  return { middle: median, unit: Math.max(0.05 * deviation, (high - low) / 1.35) };
}

/** By quantiles, as a single number far off would decide it otherwise: how much farther the upper twentieth begins from the median than the lower one. */
function skewness(values: Float64Array): number {
  const known = values.filter((x) => !Number.isNaN(x)).sort();
  const [low, median, high] = [0.05, 0.5, 0.95].map((share) => quantile(known, share)) as [number, number, number];
  return high > low ? (high + low - 2 * median) / (high - low) : 0;
}
