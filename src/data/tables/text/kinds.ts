import { saysMissing } from "../values/missing.ts";

/** What a cell looks like, as far as that tells names and rows apart. */
export type CellKind = "missing" | "number" | "time" | "truth" | "text";

/** A number as people write it: with a currency, a percent sign, marks between its thousands, parentheses. */
const NUMBER =
  /^[-+(]?\s*(?:[€$£¥₹]|USD|EUR|GBP|CHF)?\s*[-+]?(?:\d+(?:[., '’\u00A0\u202F]\d{3})*(?:[.,]\d*)?|[.,]\d+)(?:e[-+]?\d+)?\s*(?:[€$£¥₹%]|USD|EUR|GBP|CHF)?\)?$/i;
const INFINITE = /^[-+]?inf(inity)?$/i;
const TRUTH = /^(true|false|yes|no|t|f|y|n)$/i;
const MONTHS = /\b(jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)[a-zä]*\b/i;

/** What a cell looks like. */
export function kindOf(cell: string): CellKind {
  const text = cell.trim();
  if (saysMissing(text)) return "missing";
  if (NUMBER.test(text) || INFINITE.test(text)) return "number";
  if (TRUTH.test(text)) return "truth";
  if (!/\d/.test(text)) return "text";
  const plain = text.replace(MONTHS, "").replace(/\b(am|pm|utc|gmt|mon|tue|wed|thu|fri|sat|sun)[a-z]*\b/gi, "");
  return /^[\d\s:./,TZ+-]+$/.test(plain) && /\d[:./\s-]+\d/.test(plain) ? "time" : "text";
}

/** The kind of a column's cells, ignoring missing ones: "text" if the cells are of several kinds, "missing" if all are missing. */
export function kindOfAll(cells: readonly string[]): CellKind {
  const kinds = new Map<CellKind, number>();
  for (const cell of cells) {
    const kind = kindOf(cell);
    if (kind !== "missing") kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  const total = [...kinds.values()].reduce((sum, count) => sum + count, 0);
  if (total === 0) return "missing";
  // A few words among numbers are words for what is missing, or mistakes.
  for (const [kind, count] of kinds) if (count >= 0.8 * total) return kind;
  return "text";
}
