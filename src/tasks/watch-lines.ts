import { DataError } from "../core/errors.ts";
import type { FilePlace, PlacedBytes } from "../core/follow.node.ts";
import { shown } from "../core/words.ts";
import { LineReader } from "../data/tables/text/lines.ts";
import type { WatchRow } from "../series/index.ts";

/** A line of text. */
export interface TextLine {
  /** Undefined if it is too long. */
  readonly text: string | undefined;
  /** The place behind it, if it comes from a file. */
  readonly end?: FilePlace;
}

/** Longest line, in bytes. */
const LONGEST = 2 ** 20;
const FEED = 10;

/** Divides bytes into lines. The text behind the last line break is a line if the bytes end, or another file begins. */
export async function* textLines(parts: AsyncIterable<PlacedBytes>): AsyncGenerator<TextLine> {
  const decoder = new TextDecoder();
  let rest = new Uint8Array(0);
  let isTooLong = false;
  let inode: number | undefined;
  const lineOf = (bytes: Uint8Array, end?: FilePlace): TextLine => {
    const text = isTooLong ? undefined : decoder.decode(bytes).replace(/\r$/, "");
    isTooLong = false;
    return { text, ...(end && { end }) };
  };
  for await (const { bytes, at } of parts) {
    if (at && inode !== undefined && (at.inode !== inode || at.offset === 0) && rest.length > 0) {
      yield lineOf(rest);
      rest = new Uint8Array(0);
    }
    inode = at?.inode;
    let from = 0;
    for (let feed = bytes.indexOf(FEED); feed >= 0; feed = bytes.indexOf(FEED, from)) {
      const line = joined(rest, bytes.subarray(from, feed));
      from = feed + 1;
      rest = new Uint8Array(0);
      yield lineOf(line, at && { inode: at.inode, offset: at.offset + from });
    }
    rest = joined(rest, bytes.subarray(from));
    if (rest.length > LONGEST) {
      isTooLong = true;
      rest = rest.slice(0, 1);
    }
  }
  if (rest.length > 0) yield lineOf(rest);
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}

/** How the lines of CSV are read: the delimiter, and the names of the columns. */
export interface CsvHeader {
  readonly delimiter: string;
  readonly names: readonly string[];
}

const DELIMITERS = [",", ";", "\t", "|"];

interface RowLinesOptions {
  readonly header?: CsvHeader | undefined;
  readonly delimiter?: string | undefined;
  /** Names that a header must have, and names of which it must have at least one. */
  readonly keys?: readonly string[];
  readonly columns?: readonly string[];
}

/** Converts lines of JSON or CSV to rows. The first line of CSV has the columns' names. */
export class RowLines {
  /** Known after the first line of CSV. */
  header: CsvHeader | undefined;
  private readonly options: RowLinesOptions;
  /** Whether the lines are JSON. The first one decides. */
  private areJson: boolean | undefined;

  constructor(options: RowLinesOptions) {
    this.options = options;
    this.header = options.header;
    if (options.header) this.areJson = false;
  }

  /**
   * Returns the row of a line; undefined for a header and an empty line.
   * @throws DataError if the line can't be read.
   */
  rowOf(text: string | undefined): WatchRow | undefined {
    if (text === undefined) throw new DataError("The line is longer than 1 MB. Write one reading on each line.");
    const line = text.replace(/^\uFEFF/, "");
    if (line.trim() === "") return undefined;
    this.areJson ??= /^\s*[{[]/.test(line);
    if (this.areJson) return jsonRow(line);
    this.header ??= this.headerOf(line);
    const { names, delimiter } = this.header;
    const cells = cellsOf(line, delimiter);
    // Files that are rotated begin with the header again.
    if (cells.every((cell, i) => cell.trim() === names[i])) return undefined;
    if (cells.length !== names.length)
      throw new DataError(
        `The line has ${cells.length} cells, but the header has ${names.length}. Write one cell for each name.`,
      );
    return Object.fromEntries(names.map((name, i) => [name, cells[i] === "" ? null : cells[i]]));
  }

  /** @throws DataError if the line doesn't have the names of the columns. The next line may have them. */
  private headerOf(line: string): CsvHeader {
    const { delimiter: known, keys = [], columns = [] } = this.options;
    const counts = DELIMITERS.map((delimiter) => ({ delimiter, count: line.split(delimiter).length }));
    const most = counts.reduce((a, b) => (b.count > a.count ? b : a));
    const delimiter = known === "tab" ? "\t" : (known ?? most.delimiter);
    const names = cellsOf(line, delimiter).map((name) => name.trim());
    const lacking = keys.filter((name) => !names.includes(name));
    if (lacking.length > 0 || (columns.length > 0 && !columns.some((name) => names.includes(name)))) {
      this.areJson = undefined;
      throw new DataError(
        `${shown(line)} is neither a JSON object nor a header with the columns ${[...keys, ...columns].join(", ")}. Write JSON lines, or CSV whose first line has these names.`,
      );
    }
    return { delimiter, names };
  }
}

function jsonRow(line: string): WatchRow {
  let row: unknown;
  try {
    row = JSON.parse(line);
  } catch {
    throw new DataError("The line isn't valid JSON. Write an object on each line.");
  }
  if (typeof row !== "object" || row === null)
    throw new DataError("The line is JSON, but not an object. Write an object on each line.");
  return Array.isArray(row) ? row.map((value) => (value === null ? Number.NaN : Number(value))) : (row as WatchRow);
}

function cellsOf(line: string, delimiter: string): readonly string[] {
  const [found] = new LineReader({ delimiter, quote: '"' }, "The line").read(line, true);
  return found?.cells ?? [];
}
