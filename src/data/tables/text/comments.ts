import { kindOfAll } from "./kinds.ts";
import { isComment } from "./lines.ts";

/** Comments that stand among a file's lines. */
export interface Comments {
  readonly mark: string;
  /** Number of lines above the table's first, empty ones among them, where comments stand only there; else all lines that begin with the mark are comments. */
  readonly above?: number;
}

const MARK = "#";
const DELIMITERS = /[,;\t|]/g;

/** Other marks, which are comments at a file's beginning only. */
const OTHER_MARKS = ["%", "//", "--", "!"];

/** The comments among a file's lines: those that begin with # where that is no value, or those at its beginning that begin with another mark. */
export function commentsIn(lines: readonly string[]): Comments | undefined {
  return commentsAmong(lines) ?? commentsAbove(lines);
}

function commentsAbove(lines: readonly string[]): Comments | undefined {
  const first = lines.find((line) => line.trim() !== "")?.trimStart() ?? "";
  const mark = OTHER_MARKS.find((one) => first.startsWith(one) && !/^(.)\1\1/.test(first));
  const above = lines.findIndex((line) => line.trim() !== "" && !line.trimStart().startsWith(mark ?? ""));
  const isLater = lines.slice(above).some((line) => line.trimStart().startsWith(mark ?? ""));
  return mark === undefined || above < 0 || isLater ? undefined : { mark, above };
}

function commentsAmong(lines: readonly string[]): Comments | undefined {
  const isMarked = (line: string) => isComment(line, MARK);
  const full = lines.filter((line) => line.trim() !== "");
  const marked = full.filter(isMarked);
  const others = full.filter((line) => !isMarked(line));
  if (marked.length === 0 || others.length === 0) return undefined;
  const begin = lines.findIndex((line) => line.trim() !== "" && !isMarked(line));
  const above = lines.slice(0, begin).filter(isMarked).length;
  const count = (line: string) => line.match(DELIMITERS)?.length ?? 0;
  const usual = count(others[Math.floor(others.length / 2)]!);
  const areAlike = marked.every((line) => count(line) === usual);
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
