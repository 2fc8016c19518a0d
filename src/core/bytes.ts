import type { Rule } from "./rules.ts";

/** A number of bytes, or a text such as "4GB", "800 MB" or "2GiB". */
export type Bytes = number | string;

/** Returns the number of bytes that a value means; undefined if it means none, or less than 1 MB. */
export function bytesIn(value: unknown): number | undefined {
  const [, digits, unit = "", binary] = /^\s*(\d+(?:\.\d+)?)\s*(?:([kmgt])(i)?)?b?\s*$/i.exec(String(value)) ?? [];
  const bytes = Math.floor(Number(digits) * (binary ? 1024 : 1000) ** " kmgt".indexOf(unit.toLowerCase()));
  return bytes >= 1e6 ? bytes : undefined;
}

export const bytes: Rule = {
  what: 'a size of at least 1 MB, such as "4GB" or 4e9',
  is: (value) => (typeof value === "number" || typeof value === "string") && bytesIn(value) !== undefined,
};
