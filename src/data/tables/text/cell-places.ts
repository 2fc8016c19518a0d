import { spanPlaces } from "./columns.ts";
import { type CellFormat, GAPS, SPACES } from "./lines.ts";

/** The place of a cell's value in its line: without surrounding spaces, but with its quotes. */
export interface CellPlace {
  readonly begin: number;
  readonly end: number;
  readonly isQuoted: boolean;
}

/**
 * Returns the places of a line's cells. An empty cell's place is after its spaces.
 * @param raw the line as a `LineReader` found it, with or without its line break.
 */
export function cellPlaces(raw: string, { delimiter, quote, escapedBy, spans }: CellFormat): readonly CellPlace[] {
  const line = raw.replace(/\r\n?$|\n$/, "");
  if (spans) return spanPlaces(line, spans).map(({ begin, end }) => trimmed(line, begin, end));
  const gap = delimiter === SPACES ? /[ \t]+/y : delimiter === GAPS ? / {2,}[ \t]*|\s*\t\s*/y : undefined;
  const places: CellPlace[] = [];
  let at = 0;
  if (gap) while (/\s/.test(line[at] ?? "")) at++;
  for (;;) {
    let begin = at;
    while (line[begin] === " ") begin++;
    const isQuoted = line[begin] === quote;
    const end = isQuoted ? quotedEnd(line, begin + 1, quote, escapedBy) : unquotedEnd(line, at, delimiter, gap);
    if (isQuoted) places.push({ begin, end, isQuoted });
    else places.push(trimmed(line, at, end));
    at = end;
    if (gap) {
      gap.lastIndex = at;
      const between = gap.exec(line) ?? (isQuoted ? /\s*/y.exec(line.slice(at)) : null);
      at += between?.[0].length ?? 0;
      if (at >= line.length) return places;
      continue;
    }
    while (at < line.length && line[at] !== delimiter) at++;
    if (at >= line.length) return places;
    at++;
  }
}

function trimmed(line: string, from: number, to: number): CellPlace {
  const text = line.slice(from, to);
  const begin = from + text.length - text.trimStart().length;
  return { begin, end: Math.max(begin, from + text.trimEnd().length), isQuoted: false };
}

/** Returns the place after the quote that ends a text. */
function quotedEnd(line: string, begin: number, quote: string, escapedBy: string | undefined): number {
  for (let at = begin; at < line.length; at++) {
    if (line[at] === escapedBy) at++;
    else if (line[at] === quote && line[at + 1] === quote) at++;
    else if (line[at] === quote) return at + 1;
  }
  return line.length;
}

function unquotedEnd(line: string, begin: number, delimiter: string, gap: RegExp | undefined): number {
  if (!gap) {
    const end = line.indexOf(delimiter, begin);
    return end < 0 ? line.length : end;
  }
  for (let at = begin; at < line.length; at++) {
    gap.lastIndex = at;
    if (gap.test(line)) return at;
  }
  return line.length;
}
