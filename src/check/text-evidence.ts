import * as z from "zod/mini";
import type { Cells } from "./cells.ts";
import { type Coded, codedColumns, valuesSchema } from "./coded.ts";
import { type Dependence, dependenceSchema, type Usual, type Votes, votesOf } from "./dependences.ts";
import { rarePatterns } from "./patterns.ts";
import { type Misspelt, misspeltIn } from "./spelling.ts";

/** Evidence against a cell from its own text and from the dependences of its column. */
export interface TextEvidence {
  readonly dependences: readonly Dependence[];
  /** Returns the value of similar rows in a column, and how certain it is. */
  usual(row: number, column: number): (Pick<Usual, "share" | "from"> & { readonly text: string }) | undefined;
  /** Updates the evidence after a value was written in a cell. */
  put(row: number, column: number): void;
  /** How strange each cell is, in nats; [rows, columns]. */
  readonly strangeness: Float32Array;
  /** Returns the strongest reason against a cell, with the expected value. */
  reasonOf(row: number, column: number): TextReason;
  /** Returns the data with which another table is compared. */
  saved(): SavedTexts;
}

export type TextReason =
  | { readonly kind: "dependence"; readonly expected: string; readonly from: readonly number[] }
  | { readonly kind: "spelling"; readonly expected: string; readonly times: number }
  | { readonly kind: "pattern"; readonly usual: string }
  | { readonly kind: "type"; readonly expected?: string }
  | { readonly kind: "new"; readonly seen: number };

/** Evidence below this strangeness occurs in any table, so it doesn't count. */
const MARGIN = 1.5;
/** Strangeness of a cell that isn't a number, or a time, although nearly all others of its column are. */
const STRAY = 8;

/** The texts of a table as they are saved: values, patterns and dependences, each with counts. */
export const textsSchema = z.object({
  values: z.array(valuesSchema),
  patterns: z.array(z.object({ column: z.number(), counts: z.array(z.tuple([z.string(), z.number()])) })),
  dependences: z.array(dependenceSchema),
});
export type SavedTexts = z.infer<typeof textsSchema>;

/**
 * Collects the evidence of a table's texts.
 * @param learned texts of an earlier table. They are counted too, and no other
 * dependences are looked for.
 */
export function textEvidenceOf(columns: readonly Cells[], rows: number, seed: number, learned?: SavedTexts): TextEvidence {
  const coded = codedColumns(columns, rows, learned?.values);
  const votes = new Map(votesOf(coded, rows, seed, learned?.dependences).map((one) => [one.column, one]));
  const before = new Map(learned?.patterns.map(({ column, counts }) => [column, new Map(counts)]));
  const byColumn = new Map(coded.map((one) => [one.column, one]));
  const width = columns.length;
  const strangeness = new Float32Array(rows * width);
  const misspelt = new Map<number, ReadonlyMap<number, Misspelt>>();
  const patterns = new Map<number, ReturnType<typeof rarePatterns>>();
  const strays = new Map<number, ReadonlySet<number>>();
  const seen = new Map(learned?.values.map((one) => [one.column, one]));
  const newness = new Map(learned?.values.map(({ column, counts }) => [column, surpriseOfNew(counts)]));
  const isNew = (row: number, column: number): boolean =>
    seen.has(column) && byColumn.get(column)!.codes[row]! >= seen.get(column)!.values.length;
  columns.forEach((cells, column) => {
    if (cells.kind === "prose") return;
    const one = byColumn.get(column);
    if (cells.kind === "category" && one) misspelt.set(column, misspeltIn(one));
    if (cells.kind === "category" || cells.kind === "key")
      patterns.set(
        column,
        rarePatterns(
          cells.values.map((value) => (value === null ? null : String(value))),
          before.get(column),
        ),
      );
    if (cells.kind === "number" || cells.kind === "time") strays.set(column, new Set(cells.strays));
    for (let row = 0; row < rows; row++) {
      if (cells.values[row] === null) continue;
      const all =
        (votes.get(column)?.votes[row] ?? 0) +
        (misspelt.get(column)?.get(one!.codes[row]!)?.surprise ?? 0) +
        (patterns.get(column)?.surprise[row] ?? 0) +
        (strays.get(column)?.has(row) ? STRAY : 0) +
        (cells.kind === "category" && isNew(row, column) ? newness.get(column)! : 0);
      strangeness[row * width + column] = Math.max(0, all - MARGIN);
    }
  });
  const reasonOf = (row: number, column: number): TextReason => {
    const one = byColumn.get(column);
    const [vote, spelt] = [votes.get(column), misspelt.get(column)?.get(one?.codes[row] ?? -1)];
    const expected = vote && vote.expected[row]! >= 0 ? one!.texts[vote.expected[row]!]! : undefined;
    if (strays.get(column)?.has(row)) return { kind: "type", ...(expected !== undefined && { expected }) };
    // A dependence on other columns is more reliable than a similar spelling.
    if (expected !== undefined && vote!.votes[row]! > MARGIN) return { kind: "dependence", expected, from: strongest(vote!) };
    if (spelt) return { kind: "spelling", expected: spelt.expected, times: timesOf(one!, spelt.expected) };
    if (isNew(row, column)) return { kind: "new", seen: seen.get(column)!.counts.reduce((sum, count) => sum + count, 0) };
    return { kind: "pattern", usual: patterns.get(column)?.usual ?? "" };
  };
  const usual: TextEvidence["usual"] = (row, column) => {
    const found = votes.get(column)?.usual(row);
    return found && { ...found, text: byColumn.get(column)!.texts[found.value]! };
  };
  function put(row: number, column: number): void {
    const one = byColumn.get(column);
    if (one) one.codes[row] = one.placeOf(columns[column]!.values[row]!);
  }
  const saved = (): SavedTexts => ({
    values: coded.map(({ column, values, counts }) => ({ column, values: [...values], counts: [...counts] })),
    patterns: Array.from(patterns, ([column, { counts }]) => ({ column, counts: [...counts] })),
    dependences: [...votes.values()].flatMap((one) => one.saved()),
  });
  return {
    usual,
    put,
    dependences: [...votes.values()].flatMap(({ dependences }) => dependences),
    strangeness,
    reasonOf,
    saved,
  };
}

/** A value that never occurred is strange if fewer than one in this many rows is expected to have a new value. */
const NEW_IN = 100;

/**
 * Computes how strange a value is that never occurred, including the margin. The expected number of new values is the number of
 * values that occurred once (Good, 1953).
 */
function surpriseOfNew(counts: readonly number[]): number {
  const all = counts.reduce((sum, count) => sum + count, 0);
  const share = (counts.filter((count) => count === 1).length + 1) / Math.max(1, all);
  return Math.max(0, MARGIN - Math.log(share * NEW_IN));
}

const timesOf = ({ texts, counts }: Coded, text: string): number => counts[texts.indexOf(text)] ?? 0;

/** Returns the columns of the dependence that holds best. */
const strongest = ({ dependences }: Votes): readonly number[] =>
  dependences.reduce((best, one) => (one.share > best.share ? one : best)).from;
