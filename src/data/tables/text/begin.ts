import { firstLineOf } from "./header.ts";
import { kindOf } from "./kinds.ts";
import type { Line } from "./lines.ts";

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

/**
 * Finds where a table begins: titles, notes and counts may stand above it, which have another number of cells.
 * @param lines those with any text. @param width the number of cells of most. @param isTold whether a user said how many lines stand above it.
 */
export function beginOf(
  lines: readonly Line[],
  width: number,
  { file, isTold, isWhole }: { readonly file: string; readonly isTold: boolean; readonly isWhole: boolean },
): Begin {
  if (isTold)
    return isTrailed(lines, width) ? { width: width - 1, at: 0 } : { width: Math.max(width, lines[0]!.cells.length), at: 0 };
  if (width === 1) return { width, at: isTitle(lines, file) ? 1 : 0 };
  if (isTrailed(lines, width)) return { width: width - 1, at: lines.findIndex(({ cells }) => cells.length === width - 1) };
  const at = lines.findIndex(({ cells }) => cells.length === width);
  if (hasCounts(lines, width, at, isWhole)) return { width, at: at + 1, hasCounts: true };
  if (at === 0) return { width, at };
  const isNamed = isHeader(lines.slice(at), file);
  if (!isNamed && lacksName(lines[at - 1]!, width)) return { width, at: at - 1, lacksName: true };
  const above = lines.slice(0, at);
  const areNarrow = above.every(({ cells }) => cells.length < width);
  const isAbove = isNamed || (areNarrow && (above.length === 1 || above.every(({ cells }) => cells.length === 1)));
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

/** A title over one column: a text with an empty line below it, before a name and numbers. */
function isTitle([first, second, ...below]: readonly Line[], file: string): boolean {
  if (!second || second.number <= first!.next || below.length < 2) return false;
  return kindOf(first!.cells[0]!) === "text" && kindOf(second.cells[0]!) === "text" && isHeader([second, ...below], file);
}

/** Whether a line has the number of rows, that of columns but one, and names of classes: 150,4,setosa,versicolor,virginica. */
function hasCounts(lines: readonly Line[], width: number, at: number, isWhole: boolean): boolean {
  if (at !== 0) return false;
  const [rows = "", columns = "", ...classes] = lines[0]!.cells.map((cell) => cell.trim());
  const below = lines.length - 1;
  return (
    Number(columns) === width - 1 &&
    /^\d+$/.test(rows) &&
    (isWhole ? Number(rows) === below : Number(rows) >= below) &&
    classes.every((cell) => cell === "" || kindOf(cell) === "text")
  );
}
