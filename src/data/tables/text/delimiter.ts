import { beginOfEqual } from "./begin.ts";
import { alignedColumns } from "./columns.ts";
import { kindOf, kindOfAll } from "./kinds.ts";
import { type CellFormat, COLUMNS, GAPS, isBlank, isComment, isRule, type Line, linesIn, SPACES } from "./lines.ts";

const DELIMITERS = [",", ";", "\t", "|"];
/** Smallest share of lines with the same number of cells for spaces to count as the delimiter. */
const MOST = 0.95;

/** Returns the number of cells that most lines have; if two numbers are equally common, the larger one. */
export function usualWidth(lines: readonly Line[]): number {
  const counts = new Map<number, number>();
  for (const { cells } of lines) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  return [...counts].reduce(
    (best, one) => (one[1] > best[1] || (one[1] === best[1] && one[0] > best[0]) ? one : best),
    [0, 0],
  )[0];
}

interface Tried {
  readonly delimiter: string;
  readonly lines: readonly Line[];
  readonly width: number;
  /** Share of the lines that have this number of cells. */
  readonly share: number;
}

function tried(text: string, format: CellFormat): Tried | undefined {
  const { delimiter } = format;
  try {
    const lines = linesIn(text, format, "").filter((line) => !isBlank(line) && !isRule(line));
    const width = usualWidth(lines);
    return { delimiter, lines, width, share: lines.filter(({ cells }) => cells.length === width).length / lines.length };
  } catch {
    // A missing end quote is reported after the delimiter has been found.
    return undefined;
  }
}

/** Whether a cell contains no other delimiter. A decimal comma, or a comma before a space, isn't one. */
const isWhole = (cell: string, delimiter: string): boolean =>
  !/[;\t|]/.test(cell.replaceAll(delimiter, "")) && (delimiter === "," || !/,\S/.test(cell) || kindOf(cell) !== "text");

/** Rates a delimiter: it should cut lines into equal numbers of cells without other delimiters in them. */
function fit({ delimiter, lines, width, share }: Tried): number {
  const cells = lines.flatMap((line) =>
    line.cells.length === width ? line.cells.map((cell, i) => [cell, line.quoted?.has(i)] as const) : [],
  );
  return share * (cells.filter(([cell, isQuoted]) => isQuoted || isWhole(cell, delimiter)).length / cells.length);
}

/** Whether two cells per line are one column of numbers with decimal commas, or commas between thousands, under one name. */
const isOneColumn = ({ delimiter, lines, width }: Tried): boolean =>
  delimiter === "," &&
  width === 2 &&
  lines[0]!.cells.length === 1 &&
  lines.slice(1).every(({ cells }) => cells.length < 3 && cells.every((cell) => /^[-+]?\d*$/.test(cell)));

/**
 * Finds the delimiter between the cells of a text.
 * @param text the first lines, without comments and lines above the table.
 */
export function delimiterIn(text: string, format: Omit<CellFormat, "delimiter">): string {
  const all = DELIMITERS.flatMap((delimiter) => tried(text, { ...format, delimiter }) ?? []);
  const wide = all.filter((one) => one.width > 1 && !isOneColumn(one));
  const [best] = wide.map((one) => ({ one, fit: fit(one) })).toSorted((a, b) => b.fit - a.fit);
  if (best && best.fit > 0.5 && best.one.share >= 0.9) return best.one.delimiter;
  const spaced = spacesIn(text, format);
  if (spaced?.share === 1) return spaced.delimiter;
  if (alignedColumns(fullLines(text, format))) return COLUMNS;
  if (spaced) return spaced.delimiter;
  return best?.one.delimiter ?? DELIMITERS.find((delimiter) => !text.includes(delimiter)) ?? ",";
}

/** Returns a text's lines except empty lines, comments and drawn lines. The last line may be incomplete. */
export function fullLines(text: string, { comment }: Pick<CellFormat, "comment">): readonly string[] {
  return text
    .split(/\r\n?|\n/)
    .filter((line) => line.trim() !== "" && !isRule({ cells: [line] }) && !(comment !== undefined && isComment(line, comment)));
}

/** Tests whether spaces separate cells: equal numbers of cells in each line and of names, with numbers among the cells. */
function spacesIn(text: string, format: Omit<CellFormat, "delimiter">): Tried | undefined {
  const [single, gaps] = [SPACES, GAPS].map((delimiter) => {
    const one = tried(text, { ...format, delimiter });
    return one && one.width > 1 && fromTable(one) && areColumns(one) ? one : undefined;
  });
  const suits = (one: Tried | undefined) =>
    one?.lines.find(({ cells }) => cells.length >= one.width - 1)?.cells.length === one?.width;
  if (single && gaps && gaps.share >= single.share && !suits(single) && suits(gaps)) return gaps;
  return single ?? gaps;
}

/** Whether most lines have the same number of cells from some line on. */
function fromTable({ lines, width }: Tried): boolean {
  const table = lines.slice(Math.max(0, beginOfEqual(lines, width)));
  return table.filter(({ cells }) => cells.length === width).length >= MOST * table.length;
}

function areColumns({ delimiter, lines, width }: Tried): boolean {
  const table = lines.filter(({ cells }) => cells.length === width);
  const body = table.length > 1 ? table.slice(1) : table;
  const columns = Array.from({ length: width }, (_, i) => body.map(({ cells }) => cells[i]!));
  const kinds = columns.map(kindOfAll);
  const numbers = kinds.filter((kind) => kind === "number").length;
  const heads = lines[0]!.cells.length;
  if (delimiter === GAPS) return numbers > 0 || heads === width;
  if (width > 2) return numbers >= width / 2 || (numbers > 0 && (heads === width || heads === width - 1));
  // Two cells may be one value: 12 345, 10 kg, a day and its time, "Model 3".
  if (numbers === 2) return heads === 2 && !columns[1]!.every((cell) => /^\d{3}([.,]\d+)?$/.test(cell));
  return kinds[1] === "number" && kinds[0] === "text" && heads === 2 && new Set(columns[0]).size > 1;
}
