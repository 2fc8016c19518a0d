import { DataError } from "../../../core/errors.ts";
import { type CellPlace, cellPlaces } from "./cell-places.ts";
import { type ColumnSpan, spanPlaces } from "./columns.ts";
import type { TextLayout } from "./layout.ts";
import { type CellFormat, GAPS, SPACES } from "./lines.ts";

/** What is put into a row of a text file. */
export interface RowPatch {
  /** Values by the place of their column. */
  readonly values: ReadonlyMap<number, string>;
  /** What stands in a column that is added; undefined adds none. */
  readonly added?: string | undefined;
}

/** A text that takes the place of a part of a line. */
interface Piece extends Pick<CellPlace, "begin" | "end"> {
  readonly text: string;
}

/** Puts values into lines of a text file: every other character of them stays. */
export class LinePatcher {
  readonly #layout: TextLayout;
  readonly #isQuoted: readonly boolean[];
  readonly #width: number;

  constructor(layout: TextLayout) {
    this.#layout = layout;
    this.#width = layout.names.length;
    this.#isQuoted = layout.names.map((_, i) => areQuoted(layout, i));
  }

  /** A row with its values put in. @param raw its line, or lines, with the line break. */
  row(raw: string, { values, added }: RowPatch): string {
    if (this.#layout.spans) return withAligned(raw, this.#layout.spans, values);
    const places = cellPlaces(raw, this.#layout);
    const { end } = places[Math.min(this.#width, places.length) - 1] ?? { end: 0 };
    const pieces: Piece[] = [{ begin: end, end, text: this.#behind(places.length, values, added) }];
    for (const [i, value] of values) {
      const place = places[i];
      if (place) pieces.push(this.#fitted(raw, place, this.#written(value, i, place.isQuoted)));
    }
    // From the end, so that the places before stay. At the same place, what is behind comes first.
    return pieces
      .toSorted((a, b) => b.begin - a.begin)
      .reduce((text, piece) => text.slice(0, piece.begin) + piece.text + text.slice(piece.end), raw);
  }

  /** A value of the added column with the delimiter before it. */
  another(value: string): string {
    return between(this.#layout) + fieldText(value, this.#layout);
  }

  /** The cells that a row lacks up to the last one that has a value, and the added one. */
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

  /** Among columns that spaces align, a value takes spaces around it away or leaves some, so that the others stay where they are. */
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

/** A line whose columns are told by their places, with values put into some: numbers at the right edge, texts at the left one. */
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

/** A value in so many characters; a number in fewer decimals if it is longer. @throws DataError where it doesn't fit. */
function fitted(value: string, width: number): string {
  if (value.length <= width) return value;
  const point = value.indexOf(".");
  if (point > 0 && point <= width && Number.isFinite(Number(value))) return Number(value).toFixed(Math.max(0, width - point - 1));
  throw new DataError(`"${value}" is too long for its column of fixed width. Write the rows into a .csv file instead.`);
}

/** What stands between two cells. */
export const between = ({ delimiter }: CellFormat): string =>
  delimiter === SPACES ? " " : delimiter === GAPS ? "  " : delimiter;

/** A value as a cell has it: in quotes where it needs them. Among cells that spaces tell apart, NA stands for none. */
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

/** Whether a column's values stand in quotes, as some programs write all texts. */
export function areQuoted({ rows }: TextLayout, column: number): boolean {
  const there = rows.filter(({ cells }) => (cells[column] ?? "").trim() !== "");
  const quoted = there.filter((line) => line.quoted?.has(column)).length;
  return (
    quoted > 0 && quoted * 2 > there.length && there.every((line) => line.quoted?.has(column) || isWord(line.cells[column]!))
  );
}

/** A missing value often stands without quotes where texts have them. */
const isWord = (cell: string): boolean => /^\s*(NA|N\/A|NULL|null|NaN|None|\?|-|\.)\s*$/.test(cell);

function needsQuotes(value: string, { delimiter, quote, comment }: CellFormat, isFirst: boolean): boolean {
  if (value.includes(quote) || /[\r\n]/.test(value)) return true;
  if (delimiter === SPACES) return /\s/.test(value) || value === "";
  if (delimiter === GAPS) return /\s{2}|\t|^\s|\s$/.test(value) || value === "";
  return value.includes(delimiter) || /^\s|\s$/.test(value) || (isFirst && comment !== undefined && value.startsWith(comment));
}
