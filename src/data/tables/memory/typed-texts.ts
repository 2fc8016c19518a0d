import { roleOf } from "../schema/column-types.ts";
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

/** A number that may have points between its thousands. */
const GROUPED = /^ *-?\d{1,3}(\.\d{3})? *$/;

/** A column's texts as what all of them say: true and false, plain numbers, else texts. */
export function typedColumn(name: string, texts: readonly (string | null)[], written: Written = {}): MemoryColumn {
  const there = texts.filter((text) => text !== null);
  const found = typeIn(there, written);
  // How times are written, and numbers with decimal commas, is found out of all columns together.
  const { type, read } = roleOf(found.type) === "time" || (found.type === "DOUBLE" && written.decimalComma) ? TEXT : found;
  const mayBeThousands = type === "DOUBLE" && there.every((text) => GROUPED.test(text));
  const values = texts.map((text) => (text === null ? null : read(text)));
  return { name, type, values, ...(mayBeThousands && { texts }) };
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
