/** Kinds of texts that aren't useful as categories. */
export type TextKind = "UUIDs" | "web addresses" | "e-mail addresses" | "telephone numbers" | "account numbers" | "prose";

/** Kinds that identify rows or other things. Such columns become keys. */
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
/** A column is of a kind if at least this share of its sampled texts are. */
const MOST = 0.9;
/** With fewer texts than this, they may look like one kind by chance. */
const FEWEST = 3;
/** Prose has more words than a category's name, and hardly repeats. */
const PROSE = { words: 8, distinct: 0.5 };

/** Returns the kind of texts that aren't useful as categories. @param texts values that aren't missing, trimmed. */
export function textKind(texts: readonly string[]): TextKind | undefined {
  if (texts.length < FEWEST) return undefined;
  const found = PATTERNS.find(([, pattern]) => texts.filter((text) => pattern.test(text)).length >= MOST * texts.length);
  if (found) return found[0];
  const words = texts.reduce((sum, text) => sum + text.split(/\s+/).length, 0) / texts.length;
  return words >= PROSE.words && new Set(texts).size >= PROSE.distinct * texts.length ? "prose" : undefined;
}
