import { plainType } from "../values/plain-type.ts";
import type { MemoryColumn } from "./table.ts";

/** A number that may have points between its thousands. */
const GROUPED = /^ *-?\d{1,3}(\.\d{3})? *$/;

const READERS: Readonly<Record<ReturnType<typeof plainType>, (text: string) => string | number>> = {
  BOOLEAN: (text) => String(/^[ty]/i.test(text)),
  BIGINT: wholeNumber,
  DOUBLE: Number,
  VARCHAR: (text) => text,
};

/** Gives a column the type of its texts: booleans, plain numbers or texts. Other forms are found for all columns together. */
export function typedColumn(name: string, texts: readonly (string | null)[]): MemoryColumn {
  const there = texts.filter((text) => text !== null);
  const type = plainType(there);
  const mayBeThousands = type === "DOUBLE" && there.every((text) => GROUPED.test(text));
  const values = texts.map((text) => (text === null ? null : READERS[type](text)));
  const hasOwnWords = type === "BOOLEAN" && there.some((text) => !/^(true|false)$/.test(text));
  return { name, type, values, ...((mayBeThousands || hasOwnWords) && { texts }) };
}

/** Whole numbers above 2^53 keep their digits as text. */
function wholeNumber(text: string): string | number {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : text.trim();
}
