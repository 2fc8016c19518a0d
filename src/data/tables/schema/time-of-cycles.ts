import type { Form } from "../values/form.ts";
import { writtenTime } from "../values/written-time.ts";
import { CYCLE_SECONDS, type Cycle, type DateColumn } from "./columns.ts";
import { timeText } from "./time-text.ts";

const DAY = CYCLE_SECONDS.day;

/** Returns the position within a cycle that the features encode, from 0 to 1. */
function partOf(cycle: Cycle, { cycles }: DateColumn, features: ArrayLike<number>): number | undefined {
  const at = cycles.indexOf(cycle);
  if (at < 0) return undefined;
  const turn = Math.atan2(features[2 * at]!, features[2 * at + 1]!) / (2 * Math.PI);
  return (turn + 1) % 1;
}

/**
 * Converts a column's features to a time in the column's format. Cycles alone don't determine the week or the year, so the result
 * is the time nearest to the middle of the training times. Returns undefined if those aren't known (models of earlier versions).
 */
export function timeFromFeatures(column: DateColumn, features: ArrayLike<number>, form?: Form): string | undefined {
  if (!column.range) return undefined;
  const seconds = secondsOf(column, column.range, features);
  if (form?.kind === "time") return writtenTime(form.format, seconds);
  if (form?.kind === "epoch") return String(seconds * { s: 1, ms: 1e3, us: 1e6, ns: 1e9 }[form.unit]);
  return timeText(seconds, column.type ?? "TIMESTAMP");
}

function secondsOf(column: DateColumn, [first, last]: readonly [number, number], features: ArrayLike<number>): number {
  const [clock, week, year] = (["day", "week", "year"] as const).map((cycle) => partOf(cycle, column, features));
  // If the time of day never varies, all times have the same one.
  const ofDay = clock === undefined ? first - DAY * Math.floor(first / DAY) : (60 * Math.round(clock * 1440)) % DAY;
  if (column.type === "TIME") return ofDay;
  const dayAt = (seconds: number) => Math.round((seconds - ofDay) / DAY);
  const weekday = week === undefined ? undefined : ((dayAt(week * CYCLE_SECONDS.week) % 7) + 7) % 7;
  const middle = (first + last) / 2;
  const away = (day: number) => {
    const seconds = day * DAY + ofDay;
    return Math.abs(seconds - middle) + (seconds < first || seconds > last ? last - first + CYCLE_SECONDS.year : 0);
  };
  const days = year === undefined ? [dayAt(middle)] : daysOfYears(year, first, last).map(dayAt);
  const nearest = days
    .flatMap((day) => (weekday === undefined ? [day] : withWeekday(day, weekday)))
    .reduce((best, day) => (away(day) < away(best) ? day : best));
  return nearest * DAY + ofDay;
}

/** Returns the same position in each year from the first training time's to the last one's, in seconds since 1970. */
function daysOfYears(part: number, first: number, last: number): number[] {
  const { year } = CYCLE_SECONDS;
  const from = Math.floor(first / year);
  return Array.from({ length: Math.floor(last / year) - from + 1 }, (_, i) => (from + i + part) * year);
}

/** Returns the nearest day since 1970 that falls on a weekday (0 = Thursday); both days if two are equally near. */
function withWeekday(day: number, weekday: number): number[] {
  const later = (((weekday - day) % 7) + 7) % 7;
  return later <= 3 ? [day + later, ...(later === 3 ? [day - 4] : [])] : [day + later - 7];
}
