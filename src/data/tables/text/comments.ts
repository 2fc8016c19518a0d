import { kindOfAll } from "./kinds.ts";
import { isComment } from "./lines.ts";

/** Comments among a file's lines. */
export interface Comments {
  readonly mark: string;
  /** Number of lines above the table, if comments are only there. By default, all lines that begin with the mark are comments. */
  readonly above?: number;
}

const MARK = "#";
const DELIMITERS = /[,;\t|]/g;

/** Other marks, which mean comments only at the beginning of a file. */
const OTHER_MARKS = ["%", "//", "--", "!"];

/**
 * Finds a file's comments: lines that begin with #, unless # begins a value, or lines at the top that begin with another mark.
 */
export function commentsIn(lines: readonly string[]): Comments | undefined {
  return commentsAmong(lines) ?? commentsAbove(lines);
}

/** Counts delimiters outside quotes. */
const count = (line: string): number => line.replace(/"(?:[^"]|"")*"/g, "").match(DELIMITERS)?.length ?? 0;

/** Whether a quoted text continues in the next line. */
const isOpen = (line: string): boolean => line.split('"').length % 2 === 0;

function commentsAbove(lines: readonly string[]): Comments | undefined {
  const first = lines.find((line) => line.trim() !== "")?.trimStart() ?? "";
  const mark = OTHER_MARKS.find((one) => first.startsWith(one) && !/^(.)\1\1/.test(first));
  const above = lines.findIndex((line) => line.trim() !== "" && !line.trimStart().startsWith(mark ?? ""));
  const isLater = lines.slice(above).some((line) => line.trimStart().startsWith(mark ?? ""));
  const isAlike = above > 0 && count(first) > 0 && (count(first) === count(lines[above]!) || isOpen(first));
  return mark === undefined || above < 0 || isLater || isAlike ? undefined : { mark, above };
}

function commentsAmong(lines: readonly string[]): Comments | undefined {
  const isMarked = (line: string) => isComment(line, MARK);
  const full = lines.filter((line) => line.trim() !== "");
  const marked = full.filter(isMarked);
  const others = full.filter((line) => !isMarked(line));
  if (marked.length === 0 || others.length === 0) return undefined;
  const begin = lines.findIndex((line) => line.trim() !== "" && !isMarked(line));
  const above = lines.slice(0, begin).filter(isMarked).length;
  const usual = count(others[Math.floor(others.length / 2)]!);
  const areAlike = marked.every((line) => count(line) === usual);
  // These are column names, the first of which begins with the mark: #,name,points.
  const [only] = marked;
  if (
    marked.length === 1 &&
    above === 1 &&
    (usual > 0 ? (areAlike || isOpen(only!)) && !/^\s*#\s/.test(only!) : only!.trim() === MARK)
  )
    return undefined;
  const firsts = others.slice(1).map((line) =>
    line
      .trim()
      .split(/[,;\t|\s]/)[0]!
      .replace(/^"|"$/g, ""),
  );
  const kind = kindOfAll(firsts);
  const cannotBeValues = kind === "number" || kind === "time";
  if (above === 0)
    return cannotBeValues || (usual > 0 && !areAlike && !marked.some((line) => count(line) === usual))
      ? { mark: MARK }
      : undefined;
  if (usual > 0 && areAlike && marked.length > 1 && !cannotBeValues) return undefined;
  if (cannotBeValues || (marked.length > above && !areAlike)) return { mark: MARK };
  return marked.length > above ? undefined : { mark: MARK, above: begin };
}
