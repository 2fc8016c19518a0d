import { rowNumber } from "../core/rows.ts";
import { float32Text } from "../data/tables/csv-text.ts";
import type { Cell } from "../data/tables/schema/column-types.ts";
import { causeSentence } from "./causes.ts";
import type { ScoredRows } from "./scored.ts";

/** An outlier with its main cause. */
export interface StrangeRow {
  /** Its row number in the data, which counts from 1. */
  readonly row: number;
  readonly keys: Readonly<Record<string, Cell>>;
  readonly score: number;
  readonly why: string;
}

/** Maximum number of outliers. */
const MOST = 5;

/**
 * Merges the outliers found before with those of more rows, and returns those with the highest scores.
 * @param start index of the
 * first of the new rows.
 */
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
