import { timeText } from "../tables/schema/time-text.ts";

/** A cell as read-excel-file returns it. */
type Cell = string | number | boolean | Date | null | undefined;

/** Midnight of the days from which Excel counts times of day, in its two calendars. */
const TIMES_FROM = [Date.UTC(1899, 11, 30), Date.UTC(1899, 11, 31), Date.UTC(1904, 0, 1)];
const DAY = 86_400_000;

/** A sheet as CSV, with the number of empty columns at its left. */
export interface SheetText {
  readonly text: string;
  readonly left: number;
}

/**
 * Writes the rows of a sheet as CSV, one line for each row. Empty rows become empty lines, except at the end. Empty columns at
 * the left are omitted. If all times of a column are at midnight, they are written as days.
 */
export function sheetText(rows: readonly (readonly unknown[])[]): SheetText {
  const cells = rows as readonly (readonly Cell[])[];
  const filled = cells.map((row) => row.flatMap((cell, i) => (isEmpty(cell) ? [] : [i])));
  const used = filled.flat();
  if (used.length === 0) return { text: "", left: 0 };
  const left = used.reduce((a, b) => Math.min(a, b));
  const right = used.reduce((a, b) => Math.max(a, b));
  const last = filled.findLastIndex((places) => places.length > 0);
  // A title above the table is a line with one text. From the first line with several values on, all lines are as wide as the
  // table.
  const begin = Math.max(
    0,
    filled.findIndex((places) => places.length > 1),
  );
  const times = Array.from({ length: right + 1 }, (_, i) =>
    cells.flatMap((row) => (row[i] instanceof Date ? [rounded(row[i])] : [])),
  );
  const areDays = times.map((column) => column.every((time) => time % DAY === 0));
  const areClocks = times.map((column) => column.every((time) => TIMES_FROM.some((from) => time >= from && time < from + DAY)));
  const text = (cell: Cell, i: number): string => {
    if (isEmpty(cell)) return "";
    if (cell instanceof Date) return timeOf(rounded(cell), { isDay: areDays[i]!, isClock: areClocks[i]! });
    return quoted(String(cell));
  };
  const lines = cells.slice(0, last + 1).map((row, number) => {
    const places = filled[number]!;
    if (places.length === 0) return "";
    const end = number < begin ? places.at(-1)! : right;
    return Array.from({ length: end - left + 1 }, (_, i) => text(row[left + i], left + i)).join(",");
  });
  return { text: lines.join("\n"), left };
}

const isEmpty = (cell: Cell): cell is null | undefined | "" =>
  cell === null || cell === undefined || (typeof cell === "string" && cell.trim() === "");

/** Rounds a time, because Excel stores it as a fraction of a day, which is wrong by some microseconds. */
const rounded = (time: Date): number => {
  const seconds = Math.round(time.getTime() / 1000) * 1000;
  return Math.abs(time.getTime() - seconds) <= 1 ? seconds : time.getTime();
};

function timeOf(time: number, { isDay, isClock }: { readonly isDay: boolean; readonly isClock: boolean }): string {
  const seconds = Math.floor(time / 1000);
  const micros = 1000 * (time - 1000 * seconds);
  if (isClock) return timeText(((seconds % 86_400) + 86_400) % 86_400, "TIME", micros);
  return timeText(seconds, isDay ? "DATE" : "TIMESTAMP", micros);
}

const quoted = (text: string): string => (/[",\r\n;\t|]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
