import { firstLineOf } from "./header.ts";
import { kindOf } from "./kinds.ts";
import { fits, type Line } from "./lines.ts";

/** Where a table begins among a file's lines. */
export interface Begin {
  /** Number of columns. */
  readonly width: number;
  /** The place of the table's first line. */
  readonly at: number;
  /** Whether the first line has a name for each column but the first, as R writes row names. */
  readonly lacksName?: boolean;
  /** Whether a line above the table only counts its rows and columns. */
  readonly hasCounts?: boolean;
}

interface Known {
  readonly file: string;
  /** Whether a user said how many lines stand above the table. */
  readonly isTold: boolean;
  /** Whether all lines are known. */
  readonly isWhole: boolean;
  /** Whether spaces stand between cells: then a title has several cells. */
  readonly isSpaced: boolean;
}

/**
 * Finds where a table begins: titles, notes and counts may stand above it, which have another number of cells.
 * @param lines those with any text. @param width the number of cells of most.
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

/** Whether all rows end with a delimiter, and the names don't. */
const isTrailed = (lines: readonly Line[], width: number): boolean =>
  lines.some(({ cells }) => cells.length === width - 1) &&
  lines.every(({ cells }) => cells.length !== width || cells[width - 1]!.trim() === "");

/** Whether a line has a name for each column but one. */
const lacksName = ({ cells, quoted }: Line, width: number): boolean =>
  width > 2 &&
  cells.length === width - 1 &&
  new Set(cells).size === cells.length &&
  cells.every((cell, i) => cell.trim() !== "" && (kindOf(cell) === "text" || quoted?.has(i)));

/** The place of the first of three lines, or all, that have one number of cells. */
export function beginOfEqual(lines: readonly Line[], width: number): number {
  const has = (i: number) => i >= lines.length || lines[i]!.cells.length === width;
  return lines.findIndex((_, i) => has(i) && has(i + 1) && has(i + 2));
}

/** Number of lines that a title may have. */
const MOST_TITLES = 30;

/** The place of the names where titles above them are filled up with empty cells, as spreadsheets write them; the place of the first line where there are none. */
function underTitles(lines: readonly Line[], width: number, at: number, file: string): number {
  const there = ({ cells }: Line) => cells.filter((cell) => cell.trim() !== "").length;
  const names = lines.findIndex((line, i) => i >= at && line.cells.length === width && there(line) === width);
  if (names <= at || names > at + MOST_TITLES) return at;
  const areTitles = lines
    .slice(at, names)
    .every((line) => there(line) <= Math.max(2, (width - 1) / 2) && line.cells[0]!.trim() !== "");
  return areTitles && isHeader(lines.slice(names), file) ? names : at;
}

/** A title over one column: a text with an empty line below it, before a name and numbers. */
function isTitle([first, second, ...below]: readonly Line[], file: string): boolean {
  if (!second || second.number <= first!.next || below.length < 2) return false;
  return kindOf(first!.cells[0]!) === "text" && kindOf(second.cells[0]!) === "text" && isHeader([second, ...below], file);
}

/** Whether a title of as many cells as the table stands above it, with an empty line between them. */
function isTitleApart([first, second, ...below]: readonly Line[], file: string): boolean {
  if (!second || second.number <= first!.next || below.length < 3) return false;
  return (
    first!.cells.every((cell) => kindOf(cell) === "text") &&
    second.cells.every((cell) => kindOf(cell) !== "number") &&
    isHeader([second, ...below], file)
  );
}

/** Whether a line has the number of rows, that of columns but one, and names of classes: 150,4,setosa,versicolor,virginica. */
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
