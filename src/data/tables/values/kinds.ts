/** What a column of texts holds that says nothing as a category. */
export type TextKind = "UUIDs" | "web addresses" | "e-mail addresses" | "telephone numbers" | "account numbers" | "prose";

/** Those that tell rows, or what they are of, apart: they are kept as keys. */
export const IDENTIFYING: ReadonlySet<TextKind> = new Set([
  "UUIDs",
  "web addresses",
  "e-mail addresses",
  "telephone numbers",
  "account numbers",
]);

const PATTERNS: readonly (readonly [TextKind, RegExp])[] = [
  ["UUIDs", /^[{(]?[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}[)}]?$/i],
  ["web addresses", /^(?:(?:https?|ftp|s3|gs|file):\/\/\S+|www\.[\w-]+\.\S+)$/i],
  ["e-mail addresses", /^[^@\s]+@[^@\s]+\.[a-z]{2,}$/i],
  ["telephone numbers", /^(?:\+\d{1,3}|\(\d{2,5}\)|0\d{1,4})[-\s/.()]*\d{2,}(?:[-\s/.()]*\d{2,})+$/],
  ["account numbers", /^[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?$/],
];
/** From this share of the sampled texts on, a column is of a kind. */
const MOST = 0.9;
/** Fewer texts may look like one by chance. */
const FEWEST = 3;
/** Prose has more words than a category's name, and hardly recurs. */
const PROSE = { words: 8, distinct: 0.5 };

/** What texts are, where that says nothing as a category. @param texts those that aren't missing, without spaces around them. */
export function textKind(texts: readonly string[]): TextKind | undefined {
  if (texts.length < FEWEST) return undefined;
  const found = PATTERNS.find(([, pattern]) => texts.filter((text) => pattern.test(text)).length >= MOST * texts.length);
  if (found) return found[0];
  const words = texts.reduce((sum, text) => sum + text.split(/\s+/).length, 0) / texts.length;
  return words >= PROSE.words && new Set(texts).size >= PROSE.distinct * texts.length ? "prose" : undefined;
}
