/** Formats of days. If a text fits several, the likelier one comes first. */
const DAYS_FIRST = ["%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%d %m %Y", "%d.%m.%y", "%d/%m/%y", "%d-%m-%y"];
const monthFirst = (format: string): string => format.replace(/%d(.)%m/, "%m$1%d");

const DATES = [
  "%Y-%m-%d",
  "%Y/%m/%d",
  "%Y.%m.%d",
  "%Y %m %d",
  ...DAYS_FIRST,
  ...DAYS_FIRST.map(monthFirst),
  "%y-%m-%d",
  "%y/%m/%d",
  "%y.%m.%d",
  "%d %b %Y",
  "%d. %b %Y",
  "%d-%b-%Y",
  "%d/%b/%Y",
  "%d.%b.%Y",
  "%d%b%Y",
  "%b %d, %Y",
  "%b %d %Y",
  "%b-%d-%Y",
  "%Y-%b-%d",
  "%Y %b %d",
  "%d de %b de %Y",
  "%d %b %y",
  "%d-%b-%y",
  "%d%b%y",
  "%a, %d %b %Y",
  "%a %d %b %Y",
  "%a, %d. %b %Y",
  "%a, %b %d, %Y",
  "%a %b %d, %Y",
  "%a %b %d %Y",
  "%a, %d.%m.%Y",
  "%a %d.%m.%Y",
  "%a %d/%m/%Y",
  "%a %m/%d/%Y",
  "%a %Y-%m-%d",
  "%Y-%j",
];

const CLOCKS = [
  "%H:%M:%S",
  "%H:%M",
  "%I:%M:%S %p",
  "%I:%M %p",
  "%I %p",
  "%H.%M.%S",
  "%H.%M",
  "%Hh%M",
  "%H:%M Uhr",
  "%H:%M:%S Uhr",
];
const BETWEEN = [" ", ", ", " - ", " at ", " um ", ":", "_", "-", "/"];

/** Formats that aren't a day followed by a time. */
const OTHERS = [
  "%H:%M:%S",
  "%H:%M",
  "%I:%M:%S %p",
  "%I:%M %p",
  "%I %p",
  "%Y%m%dT%H%M%S",
  "%Y%m%dT%H%M",
  "%Y%m%d %H:%M:%S",
  "%Y%m%d %H:%M",
  "%Y%m%d_%H%M%S",
  "%Y%m%d-%H%M%S",
  "%Y%m%d-%H:%M:%S",
  "%Y-%m-%d %H",
  "%Y-%m-%d %H%M",
  "%Y-%m-%d_%H-%M-%S",
  "%Y-%m-%d %H-%M-%S",
  "%d/%b/%Y:%H:%M:%S %z",
  "[%d/%b/%Y:%H:%M:%S %z]",
  "%a %b %d %H:%M:%S %Y",
  "[%a %b %d %H:%M:%S %Y]",
  "%a %b %d %H:%M:%S %Z %Y",
  "%d%b%Y:%H:%M:%S",
  "%d%b%y:%H:%M:%S",
  "%H:%M:%S %d.%m.%Y",
  "%H:%M %d.%m.%Y",
  "%H:%M:%S %d/%m/%Y",
  "%H:%M %d/%m/%Y",
  "%H:%M:%S %m/%d/%Y",
  "%H:%M %m/%d/%Y",
  "%Y-%m",
  "%Y/%m",
  "%Y.%m",
  "%m/%Y",
  "%m.%Y",
  "%m-%Y",
  "%YM%m",
  "%b %Y",
  "%b-%Y",
  "%b. %Y",
  "%Y-%b",
  "%Y %b",
  "%b-%y",
  "%b %y",
  "%YQ%q",
  "%Y-Q%q",
  "%Y Q%q",
  "%Yq%q",
  "%Y:Q%q",
  "%Y/Q%q",
  "Q%q %Y",
  "Q%q-%Y",
  "Q%q/%Y",
  "%q/%Y",
  "%G-W%V",
  "%GW%V",
  "%G-W%V-%u",
  "%GW%V%u",
];

/** Returns a day's format followed by each format of times. A space also stands for ISO 8601's T. */
const withClocks = (date: string): string[] => BETWEEN.flatMap((between) => CLOCKS.map((clock) => `${date}${between}${clock}`));

/** All known formats of times, grouped by their day: the formats of a group are only tried if the day fits. */
export const DATE_FORMATS: readonly { readonly date: string; readonly withClock: readonly string[] }[] = DATES.map((date) => ({
  date,
  withClock: withClocks(date),
}));

export const OTHER_FORMATS: readonly string[] = OTHERS;

/** Formats of whole numbers: 20240131, 20240131235959. */
export const COMPACT_FORMATS: readonly string[] = ["%Y%m%d", "%Y%m%d%H%M%S", "%Y%m%d%H%M", "%Y%m%d%H", "%Y%m"];

/** Returns the format with day and month exchanged; undefined if it has no such pair of numbers. */
export function otherOrder(format: string): string | undefined {
  const swapped = format.replace(/%([dm])([./ -])%([dm])(?=[./ -]%[Yy])/, "%$3$2%$1");
  return swapped === format ? undefined : swapped;
}

export const isDayFirst = (format: string): boolean => /%d[./ -]%m/.test(format);
