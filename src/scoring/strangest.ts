import { rowNumber } from "../core/rows.ts";
import { float32Text } from "../data/tables/csv-text.ts";
import type { Cell } from "../data/tables/schema/column-types.ts";
import { causeSentence } from "./causes.ts";
import type { ScoredRows } from "./scored.ts";

/** An outlier, and the first reason why it is one. */
export interface StrangeRow {
  /** Its number in the data, from 1. */
  readonly row: number;
  readonly keys: Readonly<Record<string, Cell>>;
  readonly score: number;
  readonly why: string;
}

/** How many are kept. */
const MOST = 5;

/** The strangest outliers of those found before and of some more rows, the strangest first. @param start the index of the first of the new rows. */
export function strangestOf(
  before: readonly StrangeRow[],
  { scores, causes }: ScoredRows,
  { start, keysOf }: { start: number; keysOf: (row: number) => Readonly<Record<string, Cell>> },
): readonly StrangeRow[] {
  const outliers = causes.flatMap((found, row) => (found?.[0] ? [{ row, first: found[0] }] : []));
  const strange = outliers.sort((a, b) => scores[b.row]! - scores[a.row]!).slice(0, MOST);
  const told = strange.map(({ row, first }) => ({
    row: rowNumber(start + row),
    keys: keysOf(row),
    score: Number(float32Text(scores[row]!)),
    why: causeSentence(first),
  }));
  return [...before, ...told].sort((a, b) => b.score - a.score).slice(0, MOST);
}
