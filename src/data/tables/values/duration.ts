import type { DurationStyle } from "./form.ts";

const NUMBER = "(\\d+(?:[.,]\\d+)?)";
/** Patterns of durations for both JavaScript and RE2. Their groups are a sign, days, hours, minutes and seconds. */
export const DURATIONS: Readonly<Record<DurationStyle, string>> = {
  clock: "([-+]?)()(\\d+):([0-5]\\d):([0-5]\\d(?:[.,]\\d+)?)",
  minutes: "([-+]?)()()(\\d+):([0-5]\\d(?:[.,]\\d+)?)",
  days: "([-+]?)(\\d+) ?(?:days?|d|Tage?),? *(\\d+):([0-5]\\d)(?::([0-5]\\d(?:[.,]\\d+)?))?",
  iso: `([-+]?)P(?:${NUMBER}D)?(?:T(?:${NUMBER}H)?(?:${NUMBER}M)?(?:${NUMBER}S)?)?`,
  words: `([-+]?)(?:${NUMBER} ?(?:days?|d)(?:,? *))?(?:${NUMBER} ?(?:hours?|hrs?|h|Std\\.?)(?:,? *))?(?:${NUMBER} ?(?:minutes?|mins?|min\\.?|m)(?:,? *))?(?:${NUMBER} ?(?:seconds?|secs?|sec\\.?|s))?`,
};

/** Returns a function that reads a text as seconds, or as NaN if it isn't a duration of that style. */
export function durationReader(style: DurationStyle): (text: string) => number {
  const pattern = new RegExp(`^(?:${DURATIONS[style]})$`, "u");
  return (given) => {
    const text = given.trim();
    const found = pattern.exec(text);
    // If all parts of a style are optional, it also matches text without digits. And "5 m" may be metres.
    if (!found || !/\d/.test(text) || isMetres(style, text)) return Number.NaN;
    const [days, hours, minutes, seconds] = found.slice(2).map((part) => Number((part || "0").replace(",", ".")));
    return (found[1] === "-" ? -1 : 1) * (86_400 * days! + 3600 * hours! + 60 * minutes! + seconds!);
  };
}

/** Matches texts that may be metres. */
export const METRES = "[-+]?\\d+(?:[.,]\\d+)? ?m";
const METRES_ALONE = new RegExp(`^${METRES}$`);
const isMetres = (style: DurationStyle, text: string): boolean => style === "words" && METRES_ALONE.test(text);

/** Writes seconds in a style. */
export function durationText(style: DurationStyle, value: number): string {
  const sign = value < 0 ? "-" : "";
  const whole = Math.round(Math.abs(value));
  const two = (n: number) => String(n).padStart(2, "0");
  const [hours, minutes, seconds] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  if (style === "clock") return `${sign}${hours}:${two(minutes)}:${two(seconds)}`;
  if (style === "minutes") return `${sign}${Math.floor(whole / 60)}:${two(seconds)}`;
  if (style === "days") return `${sign}${Math.floor(hours / 24)} days ${two(hours % 24)}:${two(minutes)}:${two(seconds)}`;
  const parts = [hours, minutes, seconds].map((part, i) => (part > 0 ? `${part}${"hms"[i]}` : ""));
  if (style === "words") return `${sign}${parts.filter(Boolean).join(" ") || "0s"}`;
  return `${sign}PT${parts.join("").toUpperCase() || "0S"}`;
}
