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

/** The comments among a file's lines: those that begin with # where that is no value. */
export function commentsIn(lines: readonly string[]): Comments | undefined {
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
