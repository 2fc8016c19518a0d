import { DataError } from "../../../core/errors.ts";
import { type ColumnSpan, cellsAt, overrun } from "./columns.ts";

/** How a line is divided into cells. */
export interface CellFormat {
  /**
   * The delimiter: one character, or SPACES for one or more spaces, GAPS for two or more spaces, or COLUMNS for fixed positions.
   */
  readonly delimiter: string;
  /** The positions for COLUMNS. */
  readonly spans?: readonly ColumnSpan[] | undefined;
  /** The quote character around cells that may contain the delimiter. Inside a cell, it is doubled. */
  readonly quote: string;
  /** The character before a quote inside a quoted cell, if quotes aren't doubled. It also escapes itself. */
  readonly escapedBy?: string | undefined;
  /** The text with which comment lines begin. */
  readonly comment?: string | undefined;
}

export const SPACES = "spaces";
export const GAPS = "gaps";
export const COLUMNS = "columns";

/** A line of cells. It spans several lines of the file if cells contain line breaks. */
export interface Line {
  readonly cells: readonly string[];
  /** Line number in the file, from 1. */
  readonly number: number;
  /** Number of the file's next line. */
  readonly next: number;
  /** Indices of the cells that are in quotes. */
  readonly quoted?: ReadonlySet<number>;
  /** Places of the line's first character, and of the one after its line break, among all characters that the reader received. */
  readonly from: number;
  readonly to: number;
}

export const isBlank = ({ cells }: Pick<Line, "cells">): boolean => cells.every((cell) => cell.trim() === "");

/** Whether a line only draws a rule: ===, ---|---. */
export const isRule = ({ cells }: Pick<Line, "cells">): boolean => {
  const text = cells.join("");
  return /([-=_*])\1\1/.test(text) && /^[\s|:+=_*-]*$/.test(text);
};

/** Whether two lines have the same cells. */
export const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((cell, i) => cell === b[i]);

/** Whether a line has as many cells as the table has columns, or more if those are empty. */
export const fits = ({ cells }: Pick<Line, "cells">, width: number): boolean =>
  cells.length === width || (cells.length > width && cells.slice(width).every((cell) => cell.trim() === ""));

/** Texts that spreadsheets write if they can't compute a value. */
const SPREADSHEET_ERROR = /^#(?:N\/?A|DIV\/0!|REF!|VALUE!|NUM!|NAME\?|NULL!|SPILL!|CALC!)/i;

export function isComment(line: string, mark: string): boolean {
  const text = line.trimStart();
  return text.startsWith(mark) && !(mark === "#" && SPREADSHEET_ERROR.test(text));
}

/** Maximum length of a line, in characters. */
const LONGEST = 2 ** 21;

/** Reads lines of cells from text that arrives in parts. */
export class LineReader {
  readonly #format: CellFormat;
  readonly #file: string;
  #rest = "";
  /** Place of the remaining text's first character among all characters. */
  #from = 0;
  #number: number;

  /** @param first the number of the text's first line. */
  constructor(format: CellFormat, file: string, first = 1) {
    this.#format = format;
    this.#file = file;
    this.#number = first;
  }

  /**
   * Yields the lines that are complete after some more text.
   * @param isLast whether no more text follows.
   * @throws DataError with the line if a quote isn't closed, or a quoted text contains a quote.
   */
  *read(text: string, isLast = false): Generator<Line> {
    const all = this.#rest + text;
    const { quote, comment, spans } = this.#format;
    let [at, feed, carriage] = [0, -2, -2];
    while (at < all.length) {
      if (feed !== -1 && feed < at) feed = all.indexOf("\n", at);
      if (carriage !== -1 && carriage < at) carriage = all.indexOf("\r", at);
      const end = endOf(feed, carriage, all.length);
      // A line break may continue in the next part.
      if (!isLast && (end === all.length || (all[end] === "\r" && end + 1 === all.length))) break;
      const line = all.slice(at, end);
      if (comment !== undefined && isComment(line, comment)) {
        this.#number++;
        at = behindBreak(all, end);
        continue;
      }
      const from = this.#from + at;
      if (spans || !line.includes(quote)) {
        if (spans) this.#expectGaps(line, spans);
        const next = behindBreak(all, end);
        yield { cells: cellsOf(line, this.#format), number: this.#number, next: this.#number + 1, from, to: this.#from + next };
        this.#number++;
        at = next;
        continue;
      }
      const found = this.#quotedLine(all, at, isLast);
      if (!found) break;
      const { cells, quoted } = found;
      yield { cells, number: this.#number, next: this.#number + found.lines, quoted, from, to: this.#from + found.end };
      this.#number += found.lines;
      at = found.end;
    }
    this.#rest = all.slice(at);
    this.#from += at;
    if (this.#rest.length > LONGEST)
      throw new DataError(
        `${this.#file}, line ${this.#number} is longer than 2 MB. Check that its quotes are closed and that the file has line breaks.`,
      );
  }

  #expectGaps(line: string, spans: readonly ColumnSpan[]): void {
    const at = overrun(line, spans);
    if (at === undefined) return;
    throw new DataError(
      `${this.#file}, line ${this.#number}: a value extends into the next column at character ${at + 1} (${JSON.stringify(line.slice(Math.max(0, at - 10), at + 10))}). Put spaces between the values, or set the delimiter (--delimiter).`,
    );
  }

  /** Returns the line number of a place in the next part of the text. */
  lineAt(text: string, at: number): number {
    return this.#number + breaksIn(this.#rest + text.slice(0, at));
  }

  /** Reads a line with quotes; returns undefined if it continues in the next part. */
  #quotedLine(all: string, start: number, isLast: boolean) {
    const { delimiter, quote } = this.#format;
    const isSpaced = delimiter === SPACES || delimiter === GAPS;
    const cells: string[] = [];
    const quoted = new Set<number>();
    let [at, lines] = [start, 1];
    for (;;) {
      let begin = at;
      while (all[begin] === " ") begin++;
      if (all[begin] === quote) {
        const text = this.#quotedText(all, begin + 1, isLast);
        if (!text) return undefined;
        quoted.add(cells.length);
        cells.push(text.value);
        lines += breaksIn(text.value);
        at = text.end;
      } else {
        const end = unquotedEnd(all, isSpaced ? begin : at, delimiter);
        if (end === all.length && !isLast) return undefined;
        cells.push(all.slice(isSpaced ? begin : at, end));
        at = end;
      }
      if (isSpaced) while (all[at] === " ") at++;
      if (at >= all.length) return isLast ? { cells, quoted, lines, end: at } : undefined;
      if (all[at] === "\n" || all[at] === "\r") {
        if (all[at] === "\r" && at + 1 === all.length && !isLast) return undefined;
        return { cells, quoted, lines, end: behindBreak(all, at) };
      }
      if (!isSpaced) at++;
    }
  }

  /** Reads a quoted text and returns the place after it. */
  #quotedText(all: string, begin: number, isLast: boolean): { value: string; end: number } | undefined {
    const { delimiter, quote, escapedBy } = this.#format;
    let [value, at] = ["", begin];
    for (;;) {
      const end = escapedBy === undefined ? all.indexOf(quote, at) : endOfEscaped(all, at, quote, escapedBy);
      if (end < 0 || (end + 1 === all.length && !isLast)) {
        if (!isLast) return undefined;
        if (end < 0) throw new DataError(`${this.#file}, line ${this.#number}: a quoted text doesn't end. Close its quotes.`);
      }
      value += escapedBy === undefined ? all.slice(at, end) : unescaped(all.slice(at, end), escapedBy);
      at = end + 1;
      if (all[at] !== quote) break;
      value += quote;
      at++;
    }
    let next = at;
    while (all[next] === " ") next++;
    if (next === all.length && !isLast) return undefined;
    const ends = next === all.length || all[next] === "\n" || all[next] === "\r" || all[next] === delimiter;
    const isSpaced = delimiter === SPACES || delimiter === GAPS;
    if (!ends && !(isSpaced && next > at))
      throw new DataError(
        `${this.#file}, line ${this.#number}: a quoted text contains a quote. Write that quote twice (${quote}${quote}).`,
      );
    return { value, end: next };
  }
}

/** Returns the index of the quote that ends a text with escaped quotes (\") in it; -1 if there is none. */
function endOfEscaped(all: string, begin: number, quote: string, escapedBy: string): number {
  for (let at = begin; at < all.length; at++) {
    if (all[at] === escapedBy) at++;
    else if (all[at] === quote) return at;
  }
  return -1;
}

/** Removes the escapes of a text. */
function unescaped(text: string, escapedBy: string): string {
  if (!text.includes(escapedBy)) return text;
  let [plain, at] = ["", 0];
  for (let next = text.indexOf(escapedBy); next >= 0; next = text.indexOf(escapedBy, at)) {
    plain += text.slice(at, next) + (text[next + 1] ?? "");
    at = next + 2;
  }
  return plain + text.slice(at);
}

/** Returns all lines of a text. @throws DataError as `LineReader` does. */
export const linesIn = (text: string, format: CellFormat, file: string, first = 1): Line[] => [
  ...new LineReader(format, file, first).read(text, true),
];

const endOf = (feed: number, carriage: number, length: number): number =>
  Math.min(feed < 0 ? length : feed, carriage < 0 ? length : carriage);

const behindBreak = (all: string, at: number): number => at + (all[at] === "\r" && all[at + 1] === "\n" ? 2 : 1);

const breaksIn = (text: string): number => (/[\r\n]/.test(text) ? text.match(/\r\n?|\n/g)!.length : 0);

function unquotedEnd(all: string, at: number, delimiter: string): number {
  const pattern = delimiter === SPACES ? /[ \t\r\n]/g : delimiter === GAPS ? / {2}|[\t\r\n]/g : undefined;
  if (pattern) {
    pattern.lastIndex = at;
    return pattern.exec(all)?.index ?? all.length;
  }
  for (let i = at; i < all.length; i++) if (all[i] === delimiter || all[i] === "\n" || all[i] === "\r") return i;
  return all.length;
}

function cellsOf(line: string, { delimiter, spans }: CellFormat): string[] {
  if (spans) return line.trim() === "" ? [""] : cellsAt(line, spans);
  if (delimiter === SPACES) return line.trim().split(/\s+/);
  if (delimiter === GAPS) return line.trim().split(/ {2,}|\s*\t\s*/);
  return line.split(delimiter);
}
