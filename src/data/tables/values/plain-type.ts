/** Whole numbers as tables have them; "007" and "+1" are texts. */
const WHOLE = /^ *-?(0|[1-9]\d*) *$/;
const NUMBER = /^ *-?((0|[1-9]\d*)(\.\d*)?|\.\d+)([eE][-+]?\d+)? *$/;
const TRUTH = /^(t|f|true|false|yes|no)$/i;

/** The type that a column's texts have where they are written plainly: true and false, whole numbers of 64 bits, numbers with a point; else they are texts. */
export function plainType(there: readonly string[]): "BOOLEAN" | "BIGINT" | "DOUBLE" | "VARCHAR" {
  const all = (pattern: RegExp) => there.every((text) => pattern.test(text));
  if (there.length === 0) return "VARCHAR";
  if (all(TRUTH)) return "BOOLEAN";
  // Identifiers beyond 64 bits keep their digits.
  if (all(WHOLE)) return there.every(fitsIn64Bits) ? "BIGINT" : "VARCHAR";
  return all(NUMBER) ? "DOUBLE" : "VARCHAR";
}

const fitsIn64Bits = (text: string): boolean =>
  text.length < 19 || BigInt.asIntN(64, BigInt(text.trim())) === BigInt(text.trim());
