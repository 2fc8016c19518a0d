import { kindOfAll } from "./kinds.ts";

/** Where a column stands in all lines, in characters: up to `end`, where it isn't the last one. */
export interface ColumnSpan {
  readonly begin: number;
  readonly end: number;
}

/** Fewer lines may have spaces at the same places by chance. */
const FEWEST_LINES = 4;

/** The columns of lines: what stands between places that are blank in all of them. */
export function columnSpans(lines: readonly string[]): readonly ColumnSpan[] {
  const width = lines.reduce((most, line) => Math.max(most, line.length), 0);
  const isBlank = Array.from({ length: width }, (_, at) => lines.every((line) => (line[at] ?? " ") === " "));
  const spans: ColumnSpan[] = [];
  for (let at = 0; at < width; at++) {
    if (isBlank[at]) continue;
    const begin = at;
    while (at < width && !isBlank[at]) at++;
    spans.push({ begin, end: at });
  }
  return spans;
}

/**
 * The columns of text that aligns them by spaces and leaves some cells blank; undefined where that isn't plain: the first line has a name for each column, the others
 * have their values below it, at the column's left or right edge.
 * @param lines those with any text.
 */
export function alignedColumns(lines: readonly string[]): readonly ColumnSpan[] | undefined {
  if (lines.length < FEWEST_LINES || lines.some((line) => line.includes("\t"))) return undefined;
  const spans = namedSpans(lines);
  const [names = [], ...rows] = lines.map((line) => cellsAt(line, spans));
  if (spans.length < 2 || names.some((name) => name === "") || !rows.some((row) => row.includes(""))) return undefined;
  const columns = spans.map((_, i) => rows.map((row) => row[i]!));
  const areNumbers = columns.map((column) => kindOfAll(column) === "number");
  const areAligned = spans.every((span) => areAlignedIn(span, lines));
  const areThere = columns.every((column) => column.some((cell) => cell !== ""));
  return areAligned && areThere && areNumbers.includes(true) && names.some((_, i) => kindOfAll([names[i]!]) === "text")
    ? spans
    : undefined;
}

/** The spans of lines of which the first holds names: what has no name above it, or no value below it, belongs to the column at its left. */
export function namedSpans(lines: readonly string[]): readonly ColumnSpan[] {
  const [names = "", ...rows] = lines;
  const isThere =
    ({ begin, end }: ColumnSpan) =>
    (line: string) =>
      line.slice(begin, end).trim() !== "";
  const spans: ColumnSpan[] = [];
  for (const span of columnSpans(lines)) {
    const isOwn = isThere(span)(names) && rows.some(isThere(span));
    if (isOwn || spans.length === 0) spans.push(span);
    else spans.push({ begin: spans.pop()!.begin, end: span.end });
  }
  return spans;
}

/** Whether all of a column's cells begin at one place, or end at one. */
function areAlignedIn({ begin, end }: ColumnSpan, lines: readonly string[]): boolean {
  const cells = lines.map((line) => line.slice(begin, end)).filter((cell) => cell.trim() !== "");
  return cells.every((cell) => cell[0] !== " ") || cells.every((cell) => (cell[end - begin - 1] ?? " ") !== " ");
}

/** The cells of a line. A value that is longer than those that the columns were found by reaches into the gap beside it. */
export function cellsAt(line: string, spans: readonly ColumnSpan[]): string[] {
  return spanPlaces(line, spans).map(({ begin, end }) => line.slice(begin, end).trim());
}

/** Where columns stand in one line: cut at a space between each two, as near to the first one's end as there is one. */
export function spanPlaces(line: string, spans: readonly ColumnSpan[]): readonly ColumnSpan[] {
  let begin = 0;
  return spans.map((span, i) => {
    const next = spans[i + 1];
    let end = next ? span.end : line.length;
    while (next && end < next.begin && (line[end] ?? " ") !== " ") end++;
    const place = { begin, end: Math.max(begin, end) };
    begin = place.end;
    return place;
  });
}

/** The place of a character between two columns, where a value runs from one into the other; undefined in most lines. */
export function overrun(line: string, spans: readonly ColumnSpan[]): number | undefined {
  const found = spans.find(
    ({ end }, i) => i + 1 < spans.length && line.length > end && !line.slice(end, spans[i + 1]!.begin).includes(" "),
  );
  return found?.end;
}
