import { saysMissing } from "../values/missing.ts";

/** Kinds of cells that help to distinguish names from rows. */
export type CellKind = "missing" | "number" | "time" | "truth" | "text";

/** A number as people write it: with a currency, a percent sign, thousands separators or parentheses. */
const NUMBER =
  /^[-+(]?\s*(?:[€$£¥₹]|USD|EUR|GBP|CHF)?\s*[-+]?(?:\d+(?:[., '’\u00A0\u202F]\d{3})*(?:[.,]\d*)?|[.,]\d+)(?:e[-+]?\d+)?\s*(?:[€$£¥₹%]|USD|EUR|GBP|CHF)?\)?$/i;
const INFINITE = /^[-+]?inf(inity)?$/i;
const TRUTH = /^(true|false|yes|no|t|f|y|n)$/i;
const MONTHS = /\b(jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)[a-zä]*\b/i;

/** Returns the kind of a cell. */
export function kindOf(cell: string): CellKind {
  const text = cell.trim();
  if (saysMissing(text)) return "missing";
  if (NUMBER.test(text) || INFINITE.test(text)) return "number";
  if (TRUTH.test(text)) return "truth";
  if (!/\d/.test(text)) return "text";
  const plain = text.replace(MONTHS, "").replace(/\b(am|pm|utc|gmt|mon|tue|wed|thu|fri|sat|sun)[a-z]*\b/gi, "");
  return /^[\d\s:./,TZ+-]+$/.test(plain) && /\d[:./\s-]+\d/.test(plain) ? "time" : "text";
}

/** Returns the kind of a column's cells, ignoring missing ones: "text" if kinds differ, "missing" if all cells are missing. */
export function kindOfAll(cells: readonly string[]): CellKind {
  const kinds = new Map<CellKind, number>();
  for (const cell of cells) {
    const kind = kindOf(cell);
    if (kind !== "missing") kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  const total = [...kinds.values()].reduce((sum, count) => sum + count, 0);
  if (total === 0) return "missing";
  // A few words among numbers mean missing values, or are mistakes.
  for (const [kind, count] of kinds) if (count >= 0.8 * total) return kind;
  return "text";
}
