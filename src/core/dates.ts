/**
 * Formats seconds since 1970 (UTC) as a date, followed by the time unless it is midnight. Seconds within the first day are a
 * time alone.
 */
export function dateOf(seconds: number): string {
  const text = new Date(seconds * 1000).toISOString();
  const time = text.slice(11, text.endsWith("00.000Z") ? 16 : 19);
  if (seconds >= 0 && seconds < 86_400) return time;
  return time === "00:00" ? text.slice(0, 10) : `${text.slice(0, 10)} ${time}`;
}

/** Leaves out the seconds of a written time if they are 0, as `dateOf` does. */
export const withoutSeconds = (text: string): string => text.replace(/^(\d{4}-\d\d-\d\d \d\d:\d\d):00$/, "$1");
