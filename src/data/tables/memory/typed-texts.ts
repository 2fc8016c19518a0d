import type { MemoryColumn } from "./table.ts";
import { readerOfTimes } from "./written-times.ts";

/** Whole numbers as tables have them; "007" and "+1" are texts. */
const WHOLE = /^ *-?(0|[1-9]\d*) *$/;
const NUMBER = /^ *-?((0|[1-9]\d*)(\.\d*)?|\.\d+)([eE][-+]?\d+)? *$/;
const COMMA_NUMBER = /^ *-?((0|[1-9]\d*)(,\d*)?|,\d+)([eE][-+]?\d+)? *$/;
const TRUTH = /^(t|f|true|false|yes|no)$/i;

/** The type that all of a column's texts are of, and how they are read. */
interface Reader {
  readonly type: string;
  read(text: string): string | number;
}

export interface Written {
  /** Numbers are written 1,5. */
  readonly decimalComma?: boolean;
}

/** A column's texts as what all of them say: true and false, times, numbers, else texts. */
export function typedColumn(name: string, texts: readonly (string | null)[], written: Written = {}): MemoryColumn {
  const there = texts.filter((text) => text !== null);
  const { type, read } = typeIn(there, written);
  return { name, type, values: texts.map((text) => (text === null ? null : read(text))) };
}

export function typeIn(there: readonly string[], { decimalComma = false }: Written = {}): Reader {
  const all = (pattern: RegExp) => there.every((text) => pattern.test(text));
  if (there.length === 0) return TEXT;
  if (all(TRUTH)) return { type: "BOOLEAN", read: (text) => String(/^[ty]/i.test(text)) };
  const times = readerOfTimes(there);
  if (times) return times;
  // Identifiers beyond 64 bits keep their digits.
  if (all(WHOLE)) return there.every(fitsIn64Bits) ? { type: "BIGINT", read: wholeNumber } : TEXT;
  if (all(decimalComma ? COMMA_NUMBER : NUMBER))
    return { type: "DOUBLE", read: (text) => Number(decimalComma ? text.replace(",", ".") : text) };
  return TEXT;
}

const TEXT: Reader = { type: "VARCHAR", read: (text) => text };

const fitsIn64Bits = (text: string): boolean =>
  text.length < 19 || BigInt.asIntN(64, BigInt(text.trim())) === BigInt(text.trim());

/** Whole numbers beyond 2^53 keep their digits as text. */
function wholeNumber(text: string): string | number {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : text.trim();
}
