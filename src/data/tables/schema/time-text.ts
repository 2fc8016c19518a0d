const TIME = "(\\d{1,2}):(\\d{2})(?::(\\d{2})(\\.\\d{1,9})?)?";
const ISO = new RegExp(`^(-?\\d{4,6})-(\\d{1,2})-(\\d{1,2})(?:[ T]${TIME}(Z|[-+]\\d{2}(?::?\\d{2})?)?)?$`);
const CLOCK = new RegExp(`^${TIME}$`);

/** Returns the seconds since 1970 UTC of an ISO 8601 time, or since midnight of a time of day; NaN for any other text. */
export function secondsOf(text: string): number {
  const plain = text.trim();
  const clock = CLOCK.exec(plain);
  if (clock) return clockSeconds(clock.slice(1, 5));
  const iso = ISO.exec(plain);
  if (!iso) return Number.NaN;
  const day = daySeconds(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  return day + (iso[4] === undefined ? 0 : clockSeconds(iso.slice(4, 8)) - zoneSeconds(iso[8]));
}

/** Returns the seconds since 1970 at the beginning of a day; NaN if there is no such day. */
export function daySeconds(year: number, month: number, day: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() / 1000 : Number.NaN;
}

function clockSeconds([hours, minutes, seconds = 0, fraction = 0]: readonly (string | number | undefined)[]): number {
  const [h, m, s] = [Number(hours), Number(minutes), Number(seconds)];
  return h < 24 && m < 60 && s < 60 ? 3600 * h + 60 * m + s + Number(fraction) : Number.NaN;
}

function zoneSeconds(zone: string | undefined): number {
  if (zone === undefined || zone === "Z") return 0;
  const [, sign, hours, minutes = "0"] = /^([-+])(\d{2}):?(\d{2})?$/.exec(zone)!;
  return (sign === "-" ? -1 : 1) * (3600 * Number(hours) + 60 * Number(minutes));
}

const two = (n: number): string => String(n).padStart(2, "0");

/** Writes whole seconds since 1970, plus microseconds, as DuckDB does: "2024-12-31", "14:30:00", "2024-12-31 14:30:00.5". */
export function timeText(seconds: number, as: "DATE" | "TIME" | "TIMESTAMP", micros = 0): string {
  const date = new Date(1000 * seconds);
  const day = `${String(date.getUTCFullYear()).padStart(4, "0")}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
  if (as === "DATE") return day;
  const part = micros > 0 ? `.${String(micros).padStart(6, "0").replace(/0+$/, "")}` : "";
  const clock = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}${part}`;
  return as === "TIME" ? clock : `${day} ${clock}`;
}
