import { kindOfAll } from "./kinds.ts";

/** The place of a column in every line, in characters. `end` is undefined for the last column. */
export interface ColumnSpan {
  readonly begin: number;
  readonly end: number;
}

/** In fewer lines than this, spaces may be at the same places by chance. */
const FEWEST_LINES = 4;

/** Finds the columns of lines: the text between places that are blank in all lines. */
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
 * Finds the columns of text that is aligned by spaces and has blank cells. In it, the first line has a name for each column, and
 * the values start or end at the same place below it. Returns undefined for any other text.
 * @param lines the lines that aren't empty.
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

/**
 * Finds columns if the first line contains names. Text without a name above it, or without values below it, belongs to the column
 * on its left.
 */
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

/** Whether all cells of a column begin at the same place, or end at the same place. */
function areAlignedIn({ begin, end }: ColumnSpan, lines: readonly string[]): boolean {
  const cells = lines.map((line) => line.slice(begin, end)).filter((cell) => cell.trim() !== "");
  return cells.every((cell) => cell[0] !== " ") || cells.every((cell) => (cell[end - begin - 1] ?? " ") !== " ");
}

/** Returns the cells of a line. A value that is longer than those in the sample extends into the space next to its column. */
export function cellsAt(line: string, spans: readonly ColumnSpan[]): string[] {
  return spanPlaces(line, spans).map(({ begin, end }) => line.slice(begin, end).trim());
}

/** Returns the places of the columns in one line. It cuts at the space that is nearest to the end of each column. */
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

/** Returns the place where a value runs into the next column; undefined in most lines. */
export function overrun(line: string, spans: readonly ColumnSpan[]): number | undefined {
  const found = spans.find(
    ({ end }, i) => i + 1 < spans.length && line.length > end && !line.slice(end, spans[i + 1]!.begin).includes(" "),
  );
  return found?.end;
}
