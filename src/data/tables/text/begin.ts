import { firstLineOf } from "./header.ts";
import { kindOf } from "./kinds.ts";
import { fits, type Line } from "./lines.ts";

/** The place among a file's lines where a table begins. */
export interface Begin {
  /** Number of columns. */
  readonly width: number;
  /** Index of the table's first line. */
  readonly at: number;
  /** Whether the first line has a name for each column except the first, as R writes row names. */
  readonly lacksName?: boolean;
  /** Whether a line above the table only contains the numbers of its rows and columns. */
  readonly hasCounts?: boolean;
}

interface Known {
  readonly file: string;
  /** Whether the user set the number of lines above the table. */
  readonly isTold: boolean;
  /** Whether all lines of the file are known. */
  readonly isWhole: boolean;
  /** Whether spaces separate cells. If so, a title has several cells. */
  readonly isSpaced: boolean;
}

/**
 * Finds where a table begins. Titles, notes and counts may be above it, with a different number of cells.
 * @param lines the lines that aren't empty. @param width the number of cells in most lines.
 */
export function beginOf(lines: readonly Line[], width: number, { file, isTold, isWhole, isSpaced }: Known): Begin {
  if (isTold)
    return isTrailed(lines, width) ? { width: width - 1, at: 0 } : { width: Math.max(width, lines[0]!.cells.length), at: 0 };
  if (width === 1) return { width, at: isTitle(lines, file) ? 1 : 0 };
  if (isTrailed(lines, width)) return { width: width - 1, at: lines.findIndex(({ cells }) => cells.length === width - 1) };
  const at = isSpaced ? beginOfEqual(lines, width) : lines.findIndex((line) => fits(line, width));
  const under = underTitles(lines, width, at, file);
  if (under > at) return { width, at: under };
  if (isTitleApart(lines.slice(at), file)) return { width, at: at + 1 };
  if (at < 2 && hasCounts(lines, width, isWhole)) return { width, at: 1, hasCounts: true };
  if (at === 0) return { width, at };
  const isNamed = isHeader(lines.slice(at), file);
  if (!isNamed && lacksName(lines[at - 1]!, width)) return { width, at: at - 1, lacksName: true };
  const above = lines.slice(0, at);
  const areNarrow = above.every(({ cells }) => cells.length < width);
  const isAbove = isNamed || isSpaced || (areNarrow && (above.length === 1 || above.every(({ cells }) => cells.length === 1)));
  return isAbove ? { width, at } : { width: lines[0]!.cells.length, at: 0 };
}

const isHeader = ([first, ...below]: readonly Line[], file: string): boolean => {
  const { isHeader: is, note } = firstLineOf(first!, below, file, { wanted: [], unnamed: [] });
  return is && note === undefined;
};

/** Whether all rows, but not the names, end with a delimiter. */
const isTrailed = (lines: readonly Line[], width: number): boolean =>
  lines.some(({ cells }) => cells.length === width - 1) &&
  lines.every(({ cells }) => cells.length !== width || cells[width - 1]!.trim() === "");

/** Whether a line has a name for each column except one. */
const lacksName = ({ cells, quoted }: Line, width: number): boolean =>
  width > 2 &&
  cells.length === width - 1 &&
  new Set(cells).size === cells.length &&
  cells.every((cell, i) => cell.trim() !== "" && (kindOf(cell) === "text" || quoted?.has(i)));

/** Returns the index of the first of three lines, or of all if there are fewer, with the same number of cells. */
export function beginOfEqual(lines: readonly Line[], width: number): number {
  const has = (i: number) => i >= lines.length || lines[i]!.cells.length === width;
  return lines.findIndex((_, i) => has(i) && has(i + 1) && has(i + 2));
}

/** Maximum number of lines in a title. */
const MOST_TITLES = 30;

/**
 * Returns the index of the names under titles that are padded with empty cells, as spreadsheets write them; otherwise that of the
 * first line.
 */
function underTitles(lines: readonly Line[], width: number, at: number, file: string): number {
  const there = ({ cells }: Line) => cells.filter((cell) => cell.trim() !== "").length;
  const names = lines.findIndex((line, i) => i >= at && line.cells.length === width && there(line) === width);
  if (names <= at || names > at + MOST_TITLES) return at;
  const areTitles = lines
    .slice(at, names)
    .every((line) => there(line) <= Math.max(2, (width - 1) / 2) && line.cells[0]!.trim() !== "");
  return areTitles && isHeader(lines.slice(names), file) ? names : at;
}

/** Whether one column has a title: a text, an empty line, then a name and numbers. */
function isTitle([first, second, ...below]: readonly Line[], file: string): boolean {
  if (!second || second.number <= first!.next || below.length < 2) return false;
  return kindOf(first!.cells[0]!) === "text" && kindOf(second.cells[0]!) === "text" && isHeader([second, ...below], file);
}

/** Whether a title with as many cells as the table is above it, separated by an empty line. */
function isTitleApart([first, second, ...below]: readonly Line[], file: string): boolean {
  if (!second || second.number <= first!.next || below.length < 3) return false;
  return (
    first!.cells.every((cell) => kindOf(cell) === "text") &&
    second.cells.every((cell) => kindOf(cell) !== "number") &&
    isHeader([second, ...below], file)
  );
}

/**
 * Whether a line contains the number of rows, the number of columns minus one, and class names:
 * 150,4,setosa,versicolor,virginica.
 */
function hasCounts(lines: readonly Line[], width: number, isWhole: boolean): boolean {
  const [rows = "", columns = "", ...classes] = lines[0]!.cells.map((cell) => cell.trim());
  const below = lines.length - 1;
  return (
    Number(columns) === width - 1 &&
    /^\d+$/.test(rows) &&
    (isWhole ? Number(rows) === below : Number(rows) >= below) &&
    classes.every((cell) => cell === "" || kindOf(cell) === "text")
  );
}
