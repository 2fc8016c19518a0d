import { DataError } from "../../../core/errors.ts";
import { type CellPlace, cellPlaces } from "./cell-places.ts";
import { type ColumnSpan, spanPlaces } from "./columns.ts";
import type { TextLayout } from "./layout.ts";
import { type CellFormat, GAPS, SPACES } from "./lines.ts";

/** Changes to a row of a text file. */
export interface RowPatch {
  /** New values, by column index. */
  readonly values: ReadonlyMap<number, string>;
  /** Value of an added column; undefined adds no column. */
  readonly added?: string | undefined;
}

/** A text that replaces a part of a line. */
interface Piece extends Pick<CellPlace, "begin" | "end"> {
  readonly text: string;
}

/** Replaces values in lines of a text file and leaves all other characters unchanged. */
export class LinePatcher {
  readonly #layout: TextLayout;
  readonly #isQuoted: readonly boolean[];
  readonly #width: number;

  constructor(layout: TextLayout) {
    this.#layout = layout;
    this.#width = layout.names.length;
    this.#isQuoted = layout.names.map((_, i) => areQuoted(layout, i));
  }

  /** Returns a row with its new values. @param raw the row's line or lines, with the line break. */
  row(raw: string, { values, added }: RowPatch): string {
    if (this.#layout.spans) return withAligned(raw, this.#layout.spans, values);
    const places = cellPlaces(raw, this.#layout);
    const { end } = places[Math.min(this.#width, places.length) - 1] ?? { end: 0 };
    const pieces: Piece[] = [{ begin: end, end, text: this.#behind(places.length, values, added) }];
    for (const [i, value] of values) {
      const place = places[i];
      if (place) pieces.push(this.#fitted(raw, place, this.#written(value, i, place.isQuoted)));
    }
    // Replaces from the end, so that earlier places stay valid. At the same place, later text comes first.
    return pieces
      .toSorted((a, b) => b.begin - a.begin)
      .reduce((text, piece) => text.slice(0, piece.begin) + piece.text + text.slice(piece.end), raw);
  }

  /** Returns a value of the added column, with the delimiter before it. */
  another(value: string): string {
    return between(this.#layout) + fieldText(value, this.#layout);
  }

  /** Returns the cells that a row lacks, up to the last one with a value, and the added one. */
  #behind(count: number, values: ReadonlyMap<number, string>, added: string | undefined): string {
    const last = added === undefined ? Math.max(-1, ...values.keys()) : this.#width - 1;
    let text = "";
    for (let i = count; i <= last; i++) text += this.#layout.delimiter + this.#written(values.get(i) ?? "", i, false);
    return added === undefined ? text : text + this.another(added);
  }

  #written(value: string, column: number, wasQuoted: boolean): string {
    const isQuoted = wasQuoted || (this.#isQuoted[column] ?? false);
    return fieldText(value, this.#layout, { isQuoted, isFirst: column === 0 });
  }

  /** In aligned columns, a value takes up surrounding spaces or leaves some, so that other columns don't move. */
  #fitted(raw: string, { begin, end }: CellPlace, text: string): Piece {
    const { delimiter } = this.#layout;
    let [from, to] = [begin, end];
    if (delimiter !== SPACES && delimiter !== GAPS) return { begin, end, text };
    const least = delimiter === GAPS ? 2 : 1;
    const isLast = /^\s*$/.test(raw.slice(end));
    while (to - from < text.length && raw.slice(Math.max(0, from - least - 1), from) === " ".repeat(least + 1)) from--;
    while (!isLast && to - from < text.length && raw.slice(to, to + least + 1) === " ".repeat(least + 1)) to++;
    const isAligned = raw.slice(Math.max(0, begin - least - 1), begin) === " ".repeat(least + 1);
    const wide = isAligned ? text.padStart(to - from) : text;
    return { begin: from, end: to, text: wide };
  }
}

/** Puts values into a line with fixed positions: numbers at the right edge, texts at the left. */
function withAligned(raw: string, spans: readonly ColumnSpan[], values: ReadonlyMap<number, string>): string {
  let line = raw.replace(/\r\n?$|\n$/, "");
  const lineBreak = raw.slice(line.length);
  for (const [i, value] of [...values].toSorted(([a], [b]) => a - b)) {
    const places = spanPlaces(line, spans);
    const span = spans[i]!;
    const [before, next] = [spans[i - 1], spans[i + 1]];
    const least = before ? Math.max(before.end, line.slice(0, places[i - 1]!.end).trimEnd().length) + 1 : 0;
    const most = next ? next.begin - 1 : Number.POSITIVE_INFINITY;
    const text = fitted(value, most - least);
    const isNumber = Number.isFinite(Number(text));
    const end = Math.min(most, isNumber ? Math.max(span.end, least + text.length) : Math.max(span.begin, least) + text.length);
    const begin = Math.max(least, end - text.length);
    line = line.slice(0, begin).padEnd(begin) + text + line.slice(begin + text.length);
  }
  return line + lineBreak;
}

/** Fits a value into a number of characters, with fewer decimals if necessary. @throws DataError if it doesn't fit. */
function fitted(value: string, width: number): string {
  if (value.length <= width) return value;
  const point = value.indexOf(".");
  if (point > 0 && point <= width && Number.isFinite(Number(value))) return Number(value).toFixed(Math.max(0, width - point - 1));
  throw new DataError(`"${value}" is too long for its column of fixed width. Write the rows into a .csv file instead.`);
}

/** Returns the text between two cells. */
export const between = ({ delimiter }: CellFormat): string =>
  delimiter === SPACES ? " " : delimiter === GAPS ? "  " : delimiter;

/** Returns a value as a cell: in quotes if necessary, and NA for an empty value if spaces separate cells. */
export function fieldText(
  given: string,
  format: CellFormat,
  { isQuoted = false, isFirst = false }: { readonly isQuoted?: boolean; readonly isFirst?: boolean } = {},
): string {
  const { delimiter, quote, escapedBy } = format;
  const value = given === "" && !isQuoted && (delimiter === SPACES || delimiter === GAPS) ? "NA" : given;
  if (!isQuoted && !needsQuotes(value, format, isFirst)) return value;
  const inside =
    escapedBy === undefined
      ? value.replaceAll(quote, quote + quote)
      : value.replaceAll(escapedBy, escapedBy + escapedBy).replaceAll(quote, escapedBy + quote);
  return quote + inside + quote;
}

/** Whether a column's values are in quotes, as some programs write all texts. */
export function areQuoted({ rows }: TextLayout, column: number): boolean {
  const there = rows.filter(({ cells }) => (cells[column] ?? "").trim() !== "");
  const quoted = there.filter((line) => line.quoted?.has(column)).length;
  return (
    quoted > 0 && quoted * 2 > there.length && there.every((line) => line.quoted?.has(column) || isWord(line.cells[column]!))
  );
}

/** Missing values often have no quotes in columns of quoted texts. */
const isWord = (cell: string): boolean => /^\s*(NA|N\/A|NULL|null|NaN|None|\?|-|\.)\s*$/.test(cell);

function needsQuotes(value: string, { delimiter, quote, comment }: CellFormat, isFirst: boolean): boolean {
  if (value.includes(quote) || /[\r\n]/.test(value)) return true;
  if (delimiter === SPACES) return /\s/.test(value) || value === "";
  if (delimiter === GAPS) return /\s{2}|\t|^\s|\s$/.test(value) || value === "";
  return value.includes(delimiter) || /^\s|\s$/.test(value) || (isFirst && comment !== undefined && value.startsWith(comment));
}
