import { daySeconds, secondsOf, timeText } from "../schema/time-text.ts";

type TimeType = "DATE" | "TIME" | "TIMESTAMP" | "TIMESTAMP WITH TIME ZONE";

const CLOCK = /^\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$/;
const ISO_TIME = /^\d{4}([-/])\d{1,2}\1\d{1,2}[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$/;
const ZONED = /^\d{4}-\d{1,2}-\d{1,2}[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[-+]\d{2}(:?\d{2})?)$/;

/** Orders that days are written in, as the command line's reader tries them: the first that fits all of a column. */
const DAYS: readonly { readonly pattern: RegExp; readonly order: "ymd" | "dmy" | "mdy" }[] = [
  { pattern: /^(\d{4})([-/. ])(\d{1,2})\2(\d{1,2})$/, order: "ymd" },
  { pattern: /^(\d{1,2})([-/. ])(\d{1,2})\2(\d{4})$/, order: "dmy" },
  { pattern: /^(\d{1,2})([-/. ])(\d{1,2})\2(\d{4})$/, order: "mdy" },
  { pattern: /^(\d{2})([-/. ])(\d{1,2})\2(\d{1,2})$/, order: "ymd" },
  { pattern: /^(\d{1,2})([-/. ])(\d{1,2})\2(\d{2})$/, order: "dmy" },
  { pattern: /^(\d{1,2})([-/. ])(\d{1,2})\2(\d{2})$/, order: "mdy" },
];

type Day = (typeof DAYS)[number];

/** How times are read that all of a column's texts are: as the table's own texts have them in UTC; undefined where one isn't a time. */
export function readerOfTimes(
  there: readonly string[],
): { readonly type: TimeType; readonly read: (text: string) => string } | undefined {
  const [first = ""] = there;
  if (!/^ *\d+[-/.: ]\d/.test(first)) return undefined;
  const fits = (seconds: (text: string) => number) => there.every((text) => Number.isFinite(seconds(text.trim())));
  const by = (type: TimeType, seconds: (text: string) => number) => ({
    type,
    read: (text: string) => written(seconds(text.trim()), type, text.trim()),
  });
  const matching = (pattern: RegExp) => (text: string) =>
    pattern.test(text) ? secondsOf(text.replaceAll("/", "-")) : Number.NaN;
  for (const [type, pattern] of [
    ["TIME", CLOCK],
    ["TIMESTAMP", ISO_TIME],
    ["TIMESTAMP WITH TIME ZONE", ZONED],
  ] as const)
    if (fits(matching(pattern))) return by(type, matching(pattern));
  for (const day of DAYS) {
    const seconds = (text: string) => dayIn(text, day);
    if (fits(seconds)) return by("DATE", seconds);
    const withClock = (text: string) => dayAndClockIn(text, day);
    if (fits(withClock)) return by("TIMESTAMP", withClock);
  }
  return undefined;
}

function dayIn(text: string, { pattern, order }: Day): number {
  const [, a, , b, c] = pattern.exec(text) ?? [];
  if (a === undefined) return Number.NaN;
  const parts = { [order[0]!]: Number(a), [order[1]!]: Number(b), [order[2]!]: Number(c) } as Record<"y" | "m" | "d", number>;
  const year = parts.y < 100 ? parts.y + (parts.y < 69 ? 2000 : 1900) : parts.y;
  return daySeconds(year, parts.m, parts.d);
}

/** "31.12.2024 14:30:00", "12/31/2024 02:30:00 PM". */
function dayAndClockIn(text: string, day: Day): number {
  const [, date = "", clock = "", half] = /^(\S+) (\d{1,2}:\d{2}:\d{2}(?:\.\d+)?)(?: ([AP]M))?$/i.exec(text) ?? [];
  const seconds = dayIn(date, day) + secondsOf(clock);
  if (half === undefined) return seconds;
  const hour = Number.parseInt(clock, 10);
  if (hour < 1 || hour > 12) return Number.NaN;
  return seconds + 3600 * ((hour === 12 ? -12 : 0) + (/^p/i.test(half) ? 12 : 0));
}

function written(seconds: number, type: TimeType, text: string): string {
  if (type === "DATE") return timeText(seconds, type);
  const micros = Number((/\.(\d{1,6})\d*(?:\D|$)/.exec(text.slice(text.lastIndexOf(":")))?.[1] ?? "").padEnd(6, "0"));
  if (type === "TIME") return timeText(Math.floor(seconds), type, micros);
  return timeText(Math.floor(seconds), "TIMESTAMP", micros) + (type === "TIMESTAMP" ? "" : "+00");
}
