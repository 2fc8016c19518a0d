/** A figure for people: four digits, or a dash where there is none. */
export const shortNumber = (value: number | undefined): string =>
  value === undefined || Number.isNaN(value)
    ? "–"
    : Math.abs(value) >= 1000
      ? Math.round(value).toLocaleString("en-US")
      : value.toPrecision(4);

/** Seconds for people. */
export function shortTime(seconds: number): string {
  if (!Number.isFinite(seconds)) return "–";
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

export const counted = (count: number, one: string, many: string): string =>
  `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
