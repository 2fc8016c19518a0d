/** Whole numbers as tables usually write them. "007" and "+1" are texts. */
const WHOLE = /^ *-?(0|[1-9]\d*) *$/;
const NUMBER = /^ *-?((0|[1-9]\d*)(\.\d*)?|\.\d+)([eE][-+]?\d+)? *$/;
const TRUTH = /^(t|f|true|false|yes|no)$/i;

/** A power of ten without a sign or a point. Identifiers may look like this: 12e4, 7E18. */
const HASH = /^\d+[eE](\d{1,4})$/;
/** The exponents of numbers in one column hardly differ by this much. */
export const FAR_POWERS = 15;

/** Whether texts are identifiers that look like powers of ten. */
export function areHashes(texts: readonly string[]): boolean {
  const powers = texts.map((text) => Number(HASH.exec(text)?.[1] ?? Number.NaN));
  const range = powers.reduce(([low, high], power) => [Math.min(low!, power), Math.max(high!, power)], [Infinity, -Infinity]);
  return range[1]! - range[0]! >= FAR_POWERS;
}

/**
 * Returns the type of a column's plainly written texts: booleans, whole numbers of 64 bits, numbers with a point, or else texts.
 */
export function plainType(there: readonly string[]): "BOOLEAN" | "BIGINT" | "DOUBLE" | "VARCHAR" {
  const all = (pattern: RegExp) => there.every((text) => pattern.test(text));
  if (there.length === 0) return "VARCHAR";
  if (all(TRUTH)) return "BOOLEAN";
  // Identifiers of more than 64 bits keep their digits as texts.
  if (all(WHOLE)) return there.every(fitsIn64Bits) ? "BIGINT" : "VARCHAR";
  return all(NUMBER) && !areHashes(there) ? "DOUBLE" : "VARCHAR";
}

const fitsIn64Bits = (text: string): boolean =>
  text.length < 19 || BigInt.asIntN(64, BigInt(text.trim())) === BigInt(text.trim());
