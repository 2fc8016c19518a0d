import { kindOf, kindOfAll } from "./kinds.ts";
import type { Line } from "./lines.ts";

/** Findings about a table's first line. */
export interface FirstLine {
  readonly isHeader: boolean;
  /** A note, if the result isn't certain. */
  readonly note?: string;
}

/** Numbers that may be names: a year, a wavelength, a column's index. */
const PLAIN_NUMBER = /^\d+(\.\d+)?$/;
const [FIRST_YEAR, LAST_YEAR] = [1000, 2999];
/** With at least this many numbers, equal steps between them aren't chance. */
const MANY = 4;
/** Number of lines below that are looked at. */
const LOOKED_AT = 1000;

/** Returns a line's first cells for a note. */
const shown = (cells: readonly string[]): string =>
  `${cells
    .slice(0, 4)
    .map((cell) => cell.trim().replaceAll(/\s+/g, " "))
    .join(", ")}${cells.length > 4 ? ", …" : ""}`;

/**
 * Decides whether a table's first line contains the column names, by comparing it with the lines below.
 * @param first the line. @param below the lines under it.
 * @param names the names that a model knows, and the columns' names if the file has none. A model's new files are read like its
 * first one.
 */
export function firstLineOf(
  first: Line,
  below: readonly Line[],
  file: string,
  { wanted, unnamed }: { readonly wanted: readonly string[]; readonly unnamed: readonly string[] },
): FirstLine {
  const areWanted = (names: readonly string[]) => wanted.length > 0 && wanted.every((name) => names.includes(name));
  const cells = first.cells.map((cell) => cell.trim());
  if (areWanted(cells)) return { isHeader: true };
  const lines = below.slice(0, LOOKED_AT);
  const columns = cells.map((_, i) => lines.map((line) => line.cells[i]?.trim() ?? ""));
  const found = byKind(first, cells, columns, lines, file);
  if (found) return found;
  if (!areWanted(unnamed) && isLineOfNames(cells, columns)) return { isHeader: true };
  return { isHeader: false, note: noNames(file, cells) };
}

/** Returns the note about a table without column names. */
const noNames = (file: string, cells: readonly string[]): string =>
  `${file} seems to have no column names, because its first line (${shown(cells)}) looks like the others. The columns are called column1, column2 and so on. If the first line contains the names, use the option header: true (--header)`;

/** Decides by the kinds of cells; returns undefined if they don't decide. */
function byKind(
  first: Line,
  cells: readonly string[],
  columns: readonly (readonly string[])[],
  lines: readonly Line[],
  file: string,
): FirstLine | undefined {
  if (lines.length === 0) return { isHeader: cells.every((cell) => kindOf(cell) === "text" || kindOf(cell) === "missing") };
  const kinds = columns.map(kindOfAll);
  const own = cells.map(kindOf);
  const isName = (i: number): boolean => {
    if (kinds[i] === "text" && own[i] === "text" && lines.length > 2 && isOtherwise(cells[i]!, columns[i]!)) return true;
    if (kinds[i] === "text" || kinds[i] === "missing") return false;
    if (own[i] === "text") return !columns[i]!.includes(cells[i]!);
    if (own[i] === "time" || own[i] === "truth") return kinds[i] === "number";
    const isOnlyQuotedHere = first.quoted?.has(i) === true && !lines.some(({ quoted }) => quoted?.has(i));
    return own[i] === "number" && kinds[i] === "number" && isOnlyQuotedHere;
  };
  if (cells.some((_, i) => isName(i))) return { isHeader: true };
  const isSure = (i: number) =>
    cells[i] !== "" && !columns[i]!.includes(cells[i]!) && new Set(columns[i]).size <= lines.length / 2;
  const typed = kinds.flatMap((kind, i) => (kind === "text" || kind === "missing" ? [] : [i]));
  const areUnnamed = typed.length > 0 && typed.every((i) => cells[i] === "" && !columns[i]!.includes(""));
  if (areUnnamed && kinds.some((kind, i) => kind === "text" && isSure(i))) return { isHeader: true };
  const numbers = own.flatMap((kind, i) => (kind === "number" ? [i] : []));
  if (typed.length > 0) return undefined;
  // All columns contain texts.
  if (numbers.length > 0 && numbers.every((i) => kinds[i] === "text" && !columns[i]!.some((cell) => kindOf(cell) === "number")))
    return { isHeader: true };
  const there = cells.flatMap((cell, i) => (cell === "" ? [] : [i]));
  const recurs = (i: number) => columns[i]!.includes(cells[i]!);
  if (lines.length > 2 && there.length > 0 && there.every(recurs)) return { isHeader: false, note: noNames(file, cells) };
  if (there.some(isSure) || kinds.every((kind) => kind === "missing")) return { isHeader: true };
  return {
    isHeader: true,
    note: `${file} contains only texts, so its first line (${shown(cells)}) is read as the column names. If it is a row, use the option header: false (--no-header)`,
  };
}

/** Whether a text without digits is above texts that all have some. */
const isOtherwise = (cell: string, column: readonly string[]): boolean =>
  cell !== "" && !/\d/.test(cell) && column.every((other) => /\d/.test(other) || kindOf(other) === "missing");

/**
 * Whether a table's first line contains names although each of its cells could be a value of its column. The names may be years
 * (country,2001,2002,2003) or other numbers with equal steps (0,1,2,3 or 400,410,420,430). Any other line of numbers above
 * numbers is a row.
 */
function isLineOfNames(cells: readonly string[], columns: readonly (readonly string[])[]): boolean {
  const places = [...cells.keys()].filter((i) => PLAIN_NUMBER.test(cells[i]!));
  const texts = [...cells.keys()].filter((i) => !places.includes(i));
  // pandas leaves the name of its index empty.
  const areNamed = texts.every((i) => (i === 0 || cells[i] !== "") && !columns[i]!.includes(cells[i]!));
  const rows = columns[0]?.length ?? 0;
  if (rows === 0 || places.length < 2 || !areNamed || new Set(cells).size < cells.length) return false;
  const numbers = places.map((i) => Number(cells[i]));
  const isPresent = (text: string) => kindOf(text) !== "missing";
  // Years above years may be data, for example the first and the last year of something.
  const areYears = places.every((i) => isYear(cells[i]!) && columns[i]!.some((cell) => isPresent(cell) && !isYear(cell)));
  if (areYears && (hasEqualSteps(numbers) || (places.length > 2 && isOrdered(numbers)))) return true;
  const rowsAlike = (isAlike: (row: readonly number[]) => boolean) =>
    Array.from({ length: rows }, (_, row) => places.map((i) => numberOf(columns[i]![row]!))).filter(isAlike).length;
  if (places.length >= MANY && hasEqualSteps(numbers)) return rowsAlike(hasEqualSteps) === 0;
  // For example doses next to a text that is no value of its column.
  const isBesideName = texts.some((i) => cells[i] !== "" && new Set(columns[i]).size <= rows / 2);
  return isBesideName && places.length >= MANY && rows > 4 && isOrdered(numbers) && rowsAlike(isOrdered) < rows / 4;
}

const numberOf = (text: string): number => (text === "" ? Number.NaN : Number(text));

const isYear = (text: string): boolean => /^\d{4}$/.test(text) && Number(text) >= FIRST_YEAR && Number(text) <= LAST_YEAR;

/** Whether the numbers only rise or only fall. */
const isOrdered = (numbers: readonly number[]): boolean =>
  numbers.length > 1 && [1, -1].some((sign) => numbers.slice(1).every((x, i) => sign * (x - numbers[i]!) > 0));

/** Whether there are two or more numbers with equal steps between them that aren't 0. */
function hasEqualSteps(numbers: readonly number[]): boolean {
  const step = numbers[1]! - numbers[0]!;
  const tolerance = 1e-6 * Math.abs(step);
  return numbers.length > 1 && step !== 0 && numbers.slice(1).every((x, i) => Math.abs(x - numbers[i]! - step) <= tolerance);
}
