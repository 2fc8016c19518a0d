import { DataError, OptionError } from "../../../core/errors.ts";
import { counted } from "../../../core/words.ts";
import { earlierName, namedApart, unnamedColumn } from "../schema/column-names.ts";
import type { ReadingOptions } from "../schema/reading.ts";
import { footerOf, isUnits } from "./around.ts";
import { type Begin, beginOf } from "./begin.ts";
import { cellPlaces } from "./cell-places.ts";
import { namedSpans } from "./columns.ts";
import { commentsIn } from "./comments.ts";
import { delimiterIn, fullLines, usualWidth } from "./delimiter.ts";
import { expectNoZeros } from "./encoding.ts";
import { firstLineOf } from "./header.ts";
import { kindOf, kindOfAll } from "./kinds.ts";
import { type CellFormat, COLUMNS, GAPS, isBlank, isRule, isSame, type Line, LineReader, linesIn, SPACES } from "./lines.ts";

/** The beginning of a text file and, if the file is long, its end. */
export interface TextHead {
  readonly text: string;
  /** Whether this is the whole file. */
  readonly isWhole: boolean;
  /** The last lines of the file, if the text is only its beginning. */
  readonly tail?: string | undefined;
}

/** Facts that are known before a file is read. */
export interface LayoutOptions extends ReadingOptions {
  /** Columns that a model was trained on. They decide whether the first line contains the names, if nothing else does. */
  readonly wanted?: readonly string[] | undefined;
  /** All columns that a model knows or a query names. */
  readonly known?: readonly string[] | undefined;
}

/** How a text file represents a table. */
export interface TextLayout extends CellFormat {
  readonly names: readonly string[];
  /** Whether the file contains column names. */
  readonly hasHeader: boolean;
  /** The number of the first line that is a row. */
  readonly first: number;
  /** Number of lines with cells above it, empty ones included; undefined if quotes make it uncertain. */
  readonly skip?: number;
  /** Number of lines at the end of the file that aren't rows. */
  readonly footer: number;
  /** The names as the file has them, if they are repeated among the rows because files were joined. Those lines aren't rows. */
  readonly again?: readonly string[];
  /** The number of the line with the names, if there is one. */
  readonly header?: number;
  /** Whether all names are in quotes. */
  readonly areNamesQuoted?: boolean;
  /** Where to insert another column's name: the character after the last name and, if there are units, after the last unit. */
  readonly nameEnds: readonly number[];
  /** The first rows. */
  readonly rows: readonly Line[];
  /** Notes about what was assumed, one per line. */
  readonly notes: readonly string[];
}

/** Number of characters that are searched for the delimiter. */
const SAMPLE = 2 ** 18;

/**
 * Finds out how a text file represents a table: the delimiter, where the table begins and ends, and the columns' names.
 * @throws DataError if it has no rows, or a quote isn't closed; OptionError for an invalid option.
 */
export function layoutOf(head: TextHead, file: string, options: LayoutOptions = {}): TextLayout {
  expectOptions(options);
  expectNoZeros(head.text, file);
  const { lines, format, notes, named, from } = linesOf(head, file, options);
  const full = lines.filter((line) => !isBlank(line) && !isRule(line));
  if (full.length === 0) throw noRows(file, options);
  const isTold = options.skipLines !== undefined;
  const isSpaced = format.delimiter === SPACES || format.delimiter === GAPS;
  const begin = beginOf(full, usualWidth(full), { file, isTold, isSpaced, isWhole: head.isWhole });
  const { width, at } = begin;
  const [first, ...others] = full.slice(at) as [Line, ...Line[]];
  const repeats = options.header === false ? [] : repeatsOf(first, others);
  const below = others.filter((line) => !repeats.includes(line));
  const unnamed = Array.from({ length: width }, (_, i) => unnamedColumn(i));
  const { wanted = [] } = options;
  const seen = begin.lacksName
    ? { isHeader: true }
    : firstLineOf(first, below, file, { wanted, unnamed: [...unnamed, ...unnamed.map((_, i) => earlierName(i, width))] });
  const comment = named?.cells.length === width && !seen.isHeader && options.header === undefined ? named : undefined;
  const hasHeader = options.header ?? seen.isHeader;
  const header = comment ?? (hasHeader ? first : undefined);
  const cells = begin.lacksName ? ["index", ...header!.cells] : (header?.cells ?? []);
  const own = unnamed.map((name, i) => cells[i]?.trim() || name);
  const earlier = unnamed.map((_, i) => cells[i]?.trim() || earlierName(i, width));
  const apart = namedApart(isEarlier(options.known, own, earlier) ? earlier : own);
  const body = hasHeader && !comment ? below : [first, ...below];
  const hasUnits = header !== undefined && body.length > 1 && isUnits(body[0]!, body.slice(1));
  const above = hasUnits ? body[0] : hasHeader && !comment ? first : undefined;
  // A row of missing values right under the names is still a row.
  const start = above ? lines.find((line) => line.number > above.number && isRow(line, width)) : body[0];
  if (!start && head.isWhole) throw noRows(file, options);
  const number = start?.number ?? lines.at(-1)!.next;
  const footer = footerIn(head, file, { format, width, lines, from: number });
  if (head.isWhole && start && lines.filter((line) => line.number >= number && !isBlank(line)).length === 0)
    throw noRows(file, options);
  return {
    ...format,
    names: apart.names,
    hasHeader: header !== undefined,
    ...(header && { header: header.number, areNamesQuoted: header.quoted?.size === header.cells.length }),
    first: number,
    ...(from !== undefined && { skip: from + lines.filter((line) => line.number < number).length }),
    footer: footer.count,
    nameEnds: [header, hasUnits ? body[0] : undefined].flatMap((line) => (line ? [endOfCells(head.text, line, format)] : [])),
    ...(repeats.length > 0 && { again: first.cells }),
    rows: lines.filter(
      (line, i) => line.number >= number && !repeats.includes(line) && i < lines.length - (head.isWhole ? footer.count : 0),
    ),
    notes: [
      ...notes,
      ...aboveNotes(full.slice(0, at), begin, file),
      ...(options.header === undefined && !comment && seen.note ? [seen.note] : []),
      ...(comment ? [`${file}: the column names are read from the comment above the table (line ${comment.number})`] : []),
      ...repeats
        .slice(0, 1)
        .map((line) => `${file} repeats the column names in line ${line.number}; all repetitions are skipped`),
      ...apart.notes.map((line) => `${file} ${line}`),
      ...(hasUnits
        ? [`${file}, line ${body[0]!.number} contains units (${shownCells(body[0]!.cells)}) and isn't read as a row`]
        : []),
      ...footer.notes,
    ],
  };
}

/** Returns later lines that repeat the first one because files were joined. In a table of texts only, they may be rows. */
function repeatsOf(first: Line, below: readonly Line[]): readonly Line[] {
  if (!first.cells.every((cell) => kindOf(cell) === "text")) return [];
  const repeats = below.filter((line) => isSame(line.cells, first.cells));
  const others = repeats.length === 0 ? [] : below.filter((line) => !repeats.includes(line));
  const isTyped = first.cells.some((_, i) => ["number", "time"].includes(kindOfAll(others.map(({ cells }) => cells[i] ?? ""))));
  return isTyped ? repeats : [];
}

/** Whether a line is a row: it isn't empty, or it has an empty cell for each column. */
const isRow = (line: Line, width: number): boolean =>
  !isRule(line) && (!isBlank(line) || (width > 1 && line.cells.length === width));

const noRows = (file: string, { skipLines = 0 }: ReadingOptions): DataError =>
  new DataError(
    skipLines > 0
      ? `${file} has no rows after the ${skipLines} skipped lines (option skipLines, --skip-lines). Skip fewer lines.`
      : `${file} has no rows. Use a table with at least one row.`,
  );

/** Returns the file's lines of cells and their format. */
function linesOf(head: TextHead, file: string, options: LayoutOptions) {
  const notes: string[] = [];
  const physical = head.text.split(/\r\n?|\n/);
  const told = /^"?sep=(.)"?\s*$/i.exec(physical[0]!)?.[1];
  if (told !== undefined) notes.push(`${file}, line 1 only names the delimiter ("${told}")`);
  const skipped = Math.max(options.skipLines ?? 0, told === undefined ? 0 : 1);
  const comments =
    options.comment === undefined
      ? commentsIn(physical.slice(skipped, head.isWhole ? undefined : -1))
      : { mark: options.comment };
  const mark = comments?.above === undefined ? comments?.mark : undefined;
  const from = skipped + (comments?.above ?? 0);
  const text = behindLines(head.text, from);
  const sample = text.slice(0, SAMPLE);
  const quote = quoteIn(sample);
  const around = { quote, comment: mark, ...(hasEscapes(sample, quote) && { escapedBy: "\\" }) };
  const delimiter = delimiterNamed(options.delimiter) ?? told ?? delimiterIn(sample, around);
  const spans = delimiter === COLUMNS ? namedSpans(fullLines(wholeLines(sample, text), around)) : undefined;
  const format: CellFormat = { delimiter, ...around, ...(spans && { spans }) };
  const lines = [...new LineReader(format, file, from + 1).read(text, head.isWhole)];
  if (options.comment === undefined && comments)
    notes.push(
      `${file}: lines ${comments.above === undefined ? "" : "above the table "}that begin with ${comments.mark} are skipped as comments`,
    );
  if (options.delimiter === undefined && (delimiter === SPACES || delimiter === GAPS || delimiter === COLUMNS))
    notes.push(
      `${file}: its columns ${delimiter === COLUMNS ? "have fixed positions in the lines" : `are separated by ${delimiter === GAPS ? "two or more spaces" : "spaces"}`} (option delimiter, --delimiter)`,
    );
  const isPlain = !physical.slice(0, from).some((line) => line.includes(quote));
  return {
    lines,
    format,
    notes,
    ...(isPlain && { from }),
    named: comments && namesInComment(physical, format, comments.mark, skipped),
  };
}

/** Returns the last comment above a table as a line of cells. NumPy writes column names there. */
function namesInComment(physical: readonly string[], format: CellFormat, mark: string, skipped: number): Line | undefined {
  const begin = physical.findIndex((line, i) => i >= skipped && line.trim() !== "" && !line.trimStart().startsWith(mark));
  const last = physical[begin - 1]?.trim() ?? "";
  if (!last.startsWith(mark)) return undefined;
  const [line] = linesIn(last.slice(mark.length).trim(), { ...format, comment: undefined }, "", begin);
  return line?.cells.every((cell) => ["text", "truth"].includes(kindOf(cell))) ? line : undefined;
}

/** Removes the first lines of a text. */
function behindLines(text: string, count: number): string {
  const breaks = /\r\n?|\n/g;
  for (let i = 0; i < count; i++) if (!breaks.exec(text)) return "";
  return text.slice(breaks.lastIndex);
}

/** Returns the place after a line's last cell, in characters from the text's beginning. */
function endOfCells(text: string, { number, cells }: Line, format: CellFormat): number {
  const rest = behindLines(text, number - 1);
  const start = text.length - rest.length;
  const [line] = linesIn(rest, { ...format, comment: undefined }, "");
  const raw = rest.slice(0, line?.to);
  return start + (cellPlaces(raw, format)[Math.max(cells.length, line?.cells.length ?? 0) - 1]?.end ?? raw.trimEnd().length);
}

/** Removes an incomplete last line from the beginning of a text. */
const wholeLines = (sample: string, text: string): string =>
  sample.length === text.length ? sample : sample.slice(0, sample.lastIndexOf("\n") + 1 || undefined);

/** Returns the quote character: single quotes if the first line's cells have them and no cell has double ones. */
function quoteIn(text: string): string {
  const [first = ""] = text.trimStart().split(/[\r\n]/, 1);
  const cells = first.split(/[,;\t| ]+/).filter(Boolean);
  const areSingle = cells.length > 0 && cells.filter((cell) => /^'.*'$/.test(cell)).length > cells.length / 2;
  return areSingle && !text.includes('"') ? "'" : '"';
}

/** Whether quotes inside quoted texts are escaped by a backslash: "a \"b\" c". */
function hasEscapes(text: string, quote: string): boolean {
  if (!text.includes(`\\${quote}`)) return false;
  const cell = new RegExp(`(?:^|[,;\\t|\\n\\r])${quote}(?:[^${quote}\\\\]|\\\\.)*\\\\${quote}(?![,;\\t|\\r\\n${quote}]|$)`, "m");
  return cell.test(text);
}

/** Returns a delimiter by its name or character. */
function delimiterNamed(name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  return (
    { tab: "\t", "\\t": "\t", space: SPACES, spaces: SPACES, " ": SPACES, columns: COLUMNS, comma: ",", semicolon: ";" }[
      name.toLowerCase()
    ] ?? name
  );
}

function expectOptions({ delimiter, skipLines, comment, header }: ReadingOptions): void {
  const named = delimiterNamed(delimiter);
  if (named !== undefined && named !== SPACES && named !== COLUMNS && (named.length !== 1 || /["\r\n]/.test(named)))
    throw new OptionError(
      `delimiter must be one character, "tab", "spaces" or "columns", but it is ${JSON.stringify(delimiter)}.`,
    );
  if (skipLines !== undefined && !(Number.isInteger(skipLines) && skipLines >= 0))
    throw new OptionError(`skipLines must be a whole number of at least 0, but it is ${JSON.stringify(skipLines)}.`);
  if (comment !== undefined && (typeof comment !== "string" || comment.trim() === ""))
    throw new OptionError(
      `comment must be the text at the beginning of a comment line, such as "#", but it is ${JSON.stringify(comment)}.`,
    );
  if (header !== undefined && typeof header !== "boolean")
    throw new OptionError(`header must be true or false, but it is ${JSON.stringify(header)}.`);
}

/** Whether a model knows unnamed columns by the names of earlier versions, which began with column0. */
function isEarlier(known: readonly string[] = [], own: readonly string[], earlier: readonly string[]): boolean {
  const unnamed = known.filter((name) => /^column\d+$/.test(name) && !(own.includes(name) && earlier.includes(name)));
  const knows = (names: readonly string[]) => unnamed.every((name) => names.includes(name));
  return unnamed.length > 0 && !knows(own) && knows(earlier);
}

const shownCells = (cells: readonly string[]): string => {
  const there = cells.map((cell) => cell.trim()).filter(Boolean);
  return `${there.slice(0, 4).join(", ").slice(0, 60)}${there.length > 4 ? ", …" : ""}`;
};

function aboveNotes(lines: readonly Line[], { lacksName, hasCounts }: Begin, file: string): string[] {
  const named = lacksName ? [`${file} has one column name too few; the first column is called "index"`] : [];
  if (lines.length === 0) return named;
  const [first, last] = [lines[0]!.number, lines.at(-1)!.next - 1];
  const place = first === last ? `line ${first}` : `lines ${first} to ${last}`;
  const what = hasCounts ? "only counts the rows and columns" : `${first === last ? "is" : "are"} above the table`;
  return [`${file}, ${place} (${shownCells(lines[0]!.cells)}) ${what} and ${first === last ? "is" : "are"} skipped`, ...named];
}

function footerIn(
  { text, isWhole, tail }: TextHead,
  file: string,
  { format, width, lines, from }: { format: CellFormat; width: number; lines: readonly Line[]; from: number },
): { readonly count: number; readonly notes: readonly string[] } {
  const known = isWhole ? lines.filter(({ number }) => number >= from) : tailLines(tail, format);
  const count = footerOf(known, width, !/[\r\n]$/.test(isWhole ? text : (tail ?? "")));
  const left = known.slice(known.length - count).filter((line) => !isBlank(line));
  if (left.length === 0) return { count: width === 1 ? count : 0, notes: [] };
  const what = left.length === 1 ? "its last line" : `its last ${counted(left.length, "line")}`;
  return {
    count,
    notes: [
      `${file}: ${what} (${shownCells(left[0]!.cells)}) ${left.length === 1 ? "isn't a row and is skipped" : "aren't rows and are skipped"}`,
    ],
  };
}

function tailLines(tail: string | undefined, format: CellFormat): readonly Line[] {
  try {
    return tail === undefined ? [] : linesIn(tail, format, "");
  } catch {
    // A quoted text began earlier in the file.
    return [];
  }
}
