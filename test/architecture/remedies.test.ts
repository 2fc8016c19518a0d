import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { filesIn } from "./words.ts";

/** Words with which a message tells what to do, at the beginning of a sentence or behind a comma. */
const VERBS =
  "Add|Ask|Build|Call|Change|Check|Choose|Clear|Close|Combine|Compare|Compile|Complete|Convert|Copy|Correct|Create|Cut|Delete|Divide|Download|Draw|Drop|Export|Fetch|Fill|Fit|Flatten|Free|Give|Hold|Import|Install|Label|Leave|Let|List|Load|Lower|Make|Move|Name|Number|Open|Pass|Press|Put|Raise|Read|Reload|Remove|Rename|Repair|Repeat|Replace|Report|Reshape|Return|Run|Save|Scale|See|Select|Set|Shorten|Skip|Sort|Split|Start|Stop|Store|Take|Train|Transpose|Try|Unpack|Update|Use|Wait|Write";
const REMEDIES: readonly RegExp[] = [
  new RegExp(`(^["'\`]?|[.:;,}] |\`|\\b(and|or|to) )(${VERBS})\\b`, "i"),
  // A message that says what is allowed tells what to give.
  /\b(must|needs?|expects?|takes?|at least|at most|only|works on|is for)\b|\bfrom \S+ to\b/,
  /\b(Did you mean|It has)\b|Known: /,
];
/** Parts of messages that other functions write, with a remedy in them. */
const WRITTEN_ELSEWHERE = /\b(hint|hintFor|remedy|mendOf|reasons|described|differs|withoutArrays)\b|(error\.|=> |`|: )message\b/;

/** Returns the arguments of every error of this package that a file creates, with their lines. */
function errorsIn(file: string): { where: string; text: string }[] {
  const source = readFileSync(file, "utf8");
  const begins = source.matchAll(/new (?:Option|Usage|Data|Shape|Training|Layer|Codings)Error\(/g);
  return Array.from(begins, (begin) => {
    const start = begin.index + begin[0].length;
    const line = source.slice(0, start).split("\n").length;
    return { where: `${file}:${line}`, text: source.slice(start, endOfCall(source, start)).replace(/\s+/g, " ") };
  });
}

/** Returns the place of the bracket that closes a call whose arguments begin at `start`. */
function endOfCall(source: string, start: number): number {
  const open: string[] = [];
  for (let i = start; i < source.length; i++) {
    const c = source[i]!;
    const within = open.at(-1);
    if (c === "\\") i++;
    else if (within === '"' || within === "'") {
      if (c === within) open.pop();
    } else if (within === "`" && c === "`") open.pop();
    else if (within === "`") {
      if (c === "$" && source[i + 1] === "{") {
        open.push("{");
        i++;
      }
    } else if ("\"'`([{".includes(c)) open.push(c);
    else if (open.length === 0 && c === ")") return i;
    else if (")]}".includes(c)) open.pop();
  }
  return source.length;
}

const files = filesIn("src").filter((file) => !/\.(test|fixture)\.ts$/.test(file));

it("every error says what to do, or what is allowed", () => {
  const errors = files.flatMap(errorsIn).filter(({ text }) => /["`]/.test(text));
  const silent = errors.filter(({ text }) => !WRITTEN_ELSEWHERE.test(text) && !REMEDIES.some((remedy) => remedy.test(text)));
  expect(silent.map(({ where, text }) => `${where}: ${text}`)).toEqual([]);
  expect(errors.length).toBeGreaterThan(500);
});
