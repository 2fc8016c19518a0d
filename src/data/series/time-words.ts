import { count, figureOf } from "../../core/words.ts";

/** Units of time that people name, in milliseconds; month and year have their mean length. */
export const UNITS = [
  { ms: 1, one: "a millisecond", many: "milliseconds" },
  { ms: 1000, one: "a second", many: "seconds" },
  { ms: 60_000, one: "a minute", many: "minutes" },
  { ms: 3_600_000, one: "an hour", many: "hours" },
  { ms: 86_400_000, one: "a day", many: "days" },
  { ms: 604_800_000, one: "a week", many: "weeks" },
  { ms: 2_629_746_000, one: "a month", many: "months" },
  { ms: 31_556_952_000, one: "a year", many: "years" },
] as const;

/** A length is called a whole number of a unit if it differs from that by up to this share: a month may have 31 days. */
const ABOUT = 0.02;

/** Writes a length of time in words: "a day", "15 minutes", "2 weeks", "3.4 days". */
export function lengthInWords(ms: number): string {
  for (const { ms: one, one: name, many } of UNITS.toReversed()) {
    const [exact, whole] = [ms / one, Math.round(ms / one)];
    const isWhole = whole > 0 && Math.abs(exact - whole) <= Math.min(0.1, ABOUT * whole);
    if (isWhole) return whole === 1 ? name : `${count(whole)} ${many}`;
    if (exact >= 3 && many !== "weeks" && many !== "months") return `${figureOf(exact)} ${many}`;
  }
  return `${figureOf(ms)} milliseconds`;
}
