import { readdirSync, readFileSync } from "node:fs";

/** Phrases that readers stumble over, each with what to write instead. */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [/\bsuch as is\b/i, "name the thing"],
  [/\bwhat of\b/i, "name the thing"],
  [/\bso many\b/i, '"the number of" or "this many"'],
  [/\bas ever\b/i, '"as before", or nothing'],
  [/\bthe like\b/i, "name them, or leave it out"],
  [/\blikewise\b/i, '"also"'],
  [/\banew\b/i, '"again"'],
  [/\bin so far\b/i, '"if" or "as far as"'],
  [/\bfreed (of|from|to)\b/i, '"denoised" or "without"'],
  [/\bbears? missing\b/i, '"accepts missing values"'],
  [/^What (?!(is|are|does|do|did|can|should|to|if|the \w+ (is|are))\b.*\?$)/, "begin with a noun or a verb"],
  [/^All that\b/, '"Everything that", or name it'],
  [/^(Of|In|For|With) (a|an|the) [\w' -]+: /, "begin with the subject, and put the condition after it"],
];

/** The longest sentence in words, beyond which it is read twice. */
export const LONGEST_SENTENCE = 30;

/** Comments and quoted texts of TypeScript, JavaScript and Svelte. */
const TOKENS =
  /\/\*[\s\S]*?\*\/|(?<=^|[\s;{}(),])\/\/[^\n]*(?:\n[ \t]*\/\/[^\n]*)*|<!--[\s\S]*?-->|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g;

/** Queries are code, not prose. */
const SQL = /^(SELECT|CREATE|COPY) /;

/** What a reader may stumble over in a file: `file:line: phrase (advice)`. */
export function stumbles(file: string): string[] {
  const source = readFileSync(file, "utf8");
  return Array.from(source.matchAll(TOKENS)).flatMap(({ 0: token, index }) => {
    const prose = proseOf(token);
    if (!/\w+ \w+ \w+/.test(prose) || SQL.test(prose)) return [];
    const line = source.slice(0, index).split("\n").length;
    return sentencesOf(prose).flatMap((sentence) => {
      const found = PHRASES.filter(([phrase]) => phrase.test(sentence)).map(
        ([phrase, advice]) => `"${phrase.exec(sentence)![0]}": ${advice}`,
      );
      const words = sentence.split(/\s+/).length;
      if (words > LONGEST_SENTENCE) found.push(`${words} words: "${sentence.slice(0, 60)}…": make two sentences`);
      return found.map((what) => `${file}:${line}: ${what}`);
    });
  });
}

/** The files of a folder whose words are checked, tests included. */
export const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(ts|mjs|svelte)$/.test(name) && !/generated/.test(name))
    .map((name) => `${folder}/${name}`)
    .sort();

/** A comment or a quoted text without its marks and without code: `{@link …}`, examples in backticks, inserted values. */
function proseOf(token: string): string {
  const comment = token.startsWith("/");
  const text = comment
    ? token.replace(/^\/\*+|\*\/$/g, "").replace(/^[ \t]*(\*|\/\/) ?/gm, "")
    : token.replace(/^["'`]|["'`]$|^<!--|-->$/g, "").replace(/\$\{[^}]*\}/g, "x");
  return text.replace(/```[\s\S]*?```/g, "").replace(/`[^`\n]*`/g, "x");
}

/** Sentences, list items and table cells: each is read by itself. */
const sentencesOf = (prose: string): string[] =>
  prose
    .replace(/\n\s*(?=@\w+|[-*|] )/g, "\n\n")
    .split(/(?<=[.!?:;]["')]*)\s+|\\n|\n\s*\n|<[^>]*>|\s\|\s|[{}]/)
    .map((sentence) =>
      sentence
        .replace(/^@\w+ (\w+ - |\{\w+\} )?/, "")
        .replace(/\s+/g, " ")
        .trim(),
    )
    .filter((sentence) => sentence.includes(" "));
