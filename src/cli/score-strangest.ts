import { type Cause, causeSentence } from "../anomalies/causes.ts";
import { float32Text } from "../data/tables/csv-text.ts";
import type { Cell } from "../data/tables/duckdb/database.node.ts";
import { count } from "./command.ts";

/** So many of the strangest rows are told. */
const MOST_ROWS = 5;

/** An outlier, and the first reason why it is one. */
export interface StrangeRow {
  readonly row: number;
  readonly keys: Readonly<Record<string, Cell>>;
  readonly score: number;
  readonly why: string;
}

/** Some rows that were scored; those that aren't outliers have no causes. */
interface ScoredRows {
  readonly start: number;
  readonly scores: Float32Array;
  readonly causes: readonly (readonly Cause[] | undefined)[];
  readonly keysOf: (row: number) => Readonly<Record<string, Cell>>;
}

/** The strangest outliers of those found before and of some more rows, the strangest first. */
export function strangestOf(before: readonly StrangeRow[], { start, scores, causes, keysOf }: ScoredRows): readonly StrangeRow[] {
  const outliers = causes.flatMap((found, row) => (found?.[0] ? [{ row, first: found[0] }] : []));
  const most = outliers.sort((a, b) => scores[b.row]! - scores[a.row]!).slice(0, MOST_ROWS);
  const told = most.map(({ row, first }) => ({
    row: start + row,
    keys: keysOf(row),
    score: Number(float32Text(scores[row]!)),
    why: causeSentence(first),
  }));
  return [...before, ...told].sort((a, b) => b.score - a.score).slice(0, MOST_ROWS);
}

/** A line for each, which names the row by its number and its first key. */
export function strangestLines(strangest: readonly StrangeRow[], outliers: number): string[] {
  if (strangest.length === 0) return [];
  const lines = strangest.map(({ row, keys, score, why }) => {
    const [key] = Object.entries(keys).map(([name, value]) => `, ${name} ${value ?? "missing"}`);
    return `  row ${row}${key ?? ""}: ${Number(score.toPrecision(3))}, ${why}`;
  });
  return [
    outliers > strangest.length
      ? `the ${strangest.length} strangest of ${count(outliers)}, rows counted from 0:`
      : "the strangest first, rows counted from 0:",
    ...lines,
  ];
}
