/** A piece of code, and its kind if that kind is coloured. */
export interface Piece {
  readonly text: string;
  readonly kind?: "comment" | "string" | "number" | "word";
}

const WORDS = "import|from|const|await|new|export|return|true|false";
const PIECES = new RegExp(`(//[^\\n]*)|("(?:[^"\\\\\\n]|\\\\.)*")|(\\b\\d[\\d_.e-]*\\b)|(\\b(?:${WORDS})\\b)`, "g");
const KINDS = ["comment", "string", "number", "word"] as const;

/** Splits TypeScript into pieces: comments, strings, numbers, keywords, and the text between them. */
export function highlight(code: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of code.matchAll(PIECES)) {
    if (match.index > at) pieces.push({ text: code.slice(at, match.index) });
    pieces.push({ text: match[0], kind: KINDS[match.slice(1).findIndex((group) => group !== undefined)]! });
    at = match.index + match[0].length;
  }
  if (at < code.length) pieces.push({ text: code.slice(at) });
  return pieces;
}
