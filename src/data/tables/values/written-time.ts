import { timeText } from "../schema/time-text.ts";
import { ENGLISH_MONTHS } from "./month-names.ts";

const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const two = (n: number): string => String(n).padStart(2, "0");

/** Writes seconds since 1970 UTC in a format of strptime's directives, with English names and Z as the zone. */
export function writtenTime(format: string, seconds: number): string {
  const date = new Date(1000 * seconds);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
  const [hour, weekday] = [date.getUTCHours(), date.getUTCDay()];
  const dayOfYear = Math.floor((date.getTime() - Date.UTC(year, 0, 1)) / 86_400_000) + 1;
  const thursday = new Date(date.getTime() + 86_400_000 * (4 - (weekday || 7)));
  const week = Math.floor((thursday.getTime() - Date.UTC(thursday.getUTCFullYear(), 0, 1)) / 604_800_000) + 1;
  const written: Readonly<Record<string, string>> = {
    Y: String(year).padStart(4, "0"),
    G: String(thursday.getUTCFullYear()),
    y: two(year % 100),
    m: two(month),
    d: two(day),
    b: ENGLISH_MONTHS[month - 1]!.slice(0, 3),
    B: ENGLISH_MONTHS[month - 1]!,
    a: WEEKDAYS[weekday]!.slice(0, 3),
    A: WEEKDAYS[weekday]!,
    H: two(hour),
    I: two(hour % 12 === 0 ? 12 : hour % 12),
    M: two(date.getUTCMinutes()),
    S: two(date.getUTCSeconds()),
    f: timeText(seconds, "TIME").slice(9) || "000000",
    p: hour < 12 ? "AM" : "PM",
    z: "Z",
    Z: "UTC",
    q: String(Math.ceil(month / 3)),
    j: String(dayOfYear).padStart(3, "0"),
    V: two(week),
    u: String(weekday || 7),
    s: String(Math.floor(seconds)),
    "%": "%",
    "[": "",
    "]": "",
  };
  const plain = format.replace(/%T/g, "%H:%M:%S").replace(/%R/g, "%H:%M").replace(/%F/g, "%Y-%m-%d").replace(/%D/g, "%m/%d/%y");
  return plain.replace(/%-?(.)/gsu, (_, name: string) => written[name] ?? "");
}
