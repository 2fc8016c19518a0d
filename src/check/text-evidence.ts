import type { Cells } from "./cells.ts";
import { type Coded, codedColumns } from "./coded.ts";
import { type Dependence, type Usual, type Votes, votesOf } from "./dependences.ts";
import { rarePatterns } from "./patterns.ts";
import { type Misspelt, misspeltIn } from "./spelling.ts";

/** What a cell's own text and the dependences of its column say against it. */
export interface TextEvidence {
  readonly dependences: readonly Dependence[];
  /** The value that rows like a row have in a column, and how sure that is. */
  usual(row: number, column: number): (Pick<Usual, "share" | "from"> & { readonly text: string }) | undefined;
  /** Takes notice of a value that was put in a cell. */
  put(row: number, column: number): void;
  /** How strange a cell is, in nats; [rows, columns]. */
  readonly strangeness: Float32Array;
  /** What says most against a cell, and what would be expected. */
  reasonOf(row: number, column: number): TextReason;
}

export type TextReason =
  | { readonly kind: "dependence"; readonly expected: string; readonly from: readonly number[] }
  | { readonly kind: "spelling"; readonly expected: string; readonly times: number }
  | { readonly kind: "pattern"; readonly usual: string }
  | { readonly kind: "type"; readonly expected?: string };

/** Evidence that is weaker comes in any table. */
const MARGIN = 1.5;
/** What a cell is worth that isn't a number, or a time, though nearly all others of its column are. */
const STRAY = 8;

export function textEvidenceOf(columns: readonly Cells[], rows: number, seed: number): TextEvidence {
  const coded = codedColumns(columns, rows);
  const votes = new Map(votesOf(coded, rows, seed).map((one) => [one.column, one]));
  const byColumn = new Map(coded.map((one) => [one.column, one]));
  const width = columns.length;
  const strangeness = new Float32Array(rows * width);
  const misspelt = new Map<number, ReadonlyMap<number, Misspelt>>();
  const patterns = new Map<number, ReturnType<typeof rarePatterns>>();
  const strays = new Map<number, ReadonlySet<number>>();
  columns.forEach((cells, column) => {
    if (cells.kind === "prose") return;
    const one = byColumn.get(column);
    if (cells.kind === "category" && one) misspelt.set(column, misspeltIn(one, rows));
    if (cells.kind === "category" || cells.kind === "key")
      patterns.set(column, rarePatterns(cells.values.map((value) => (value === null ? null : String(value)))));
    if (cells.kind === "number" || cells.kind === "time") strays.set(column, new Set(cells.strays));
    for (let row = 0; row < rows; row++) {
      if (cells.values[row] === null) continue;
      const all =
        (votes.get(column)?.votes[row] ?? 0) +
        (misspelt.get(column)?.get(one!.codes[row]!)?.surprise ?? 0) +
        (patterns.get(column)?.surprise[row] ?? 0) +
        (strays.get(column)?.has(row) ? STRAY : 0);
      strangeness[row * width + column] = Math.max(0, all - MARGIN);
    }
  });
  const reasonOf = (row: number, column: number): TextReason => {
    const one = byColumn.get(column);
    const [vote, spelt] = [votes.get(column), misspelt.get(column)?.get(one?.codes[row] ?? -1)];
    const expected = vote && vote.expected[row]! >= 0 ? one!.texts[vote.expected[row]!]! : undefined;
    if (strays.get(column)?.has(row)) return { kind: "type", ...(expected !== undefined && { expected }) };
    // What other rows have is surer than what looks like it.
    if (expected !== undefined && vote!.votes[row]! > MARGIN) return { kind: "dependence", expected, from: strongest(vote!) };
    if (spelt) return { kind: "spelling", expected: spelt.expected, times: timesOf(one!, spelt.expected) };
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
  return { usual, put, dependences: [...votes.values()].flatMap(({ dependences }) => dependences), strangeness, reasonOf };
}

const timesOf = ({ texts, counts }: Coded, text: string): number => counts[texts.indexOf(text)] ?? 0;

/** The columns of the dependence that holds best. */
const strongest = ({ dependences }: Votes): readonly number[] =>
  dependences.reduce((best, one) => (one.share > best.share ? one : best)).from;
