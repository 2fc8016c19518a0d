import { rowNumber } from "../core/rows.ts";
import { count, rounded, roundedPercent } from "../core/words.ts";
import type { Cause, CauseContext } from "./causes.ts";
import type { Cells } from "./cells.ts";
import type { Duplicate } from "./duplicates.ts";
import type { Expected } from "./expected.ts";
import type { TextReason } from "./text-evidence.ts";

/** A cell that is probably wrong, or a duplicate row. */
export interface Finding {
  /** Row number in the table, which counts from 1; the header isn't counted. */
  readonly row: number;
  /** The values of the row's keys, by column. */
  readonly keys: Readonly<Record<string, string>>;
  /** The column of the wrong cell. For a duplicate row, the first key or the first column. */
  readonly column: string;
  /** The cell as the table writes it. */
  readonly value: string;
  /** The expected value, in the format of the column; undefined if it isn't known. */
  readonly expected?: string;
  /**
   * How suspicious the cell is: the strangest hundredth of usual rows begins at 0, and 1 is as far above that as it is above a
   * usual row.
   */
  readonly score: number;
  readonly kind: "relation" | "unexpected" | "combination" | "dependence" | "spelling" | "pattern" | "type" | "duplicate";
  /** The reason, as text that follows the expected value: "13.7 to 14.1, from price, quantity: total = price × quantity". */
  readonly why: string;
  /** The columns from which the expected value follows. */
  readonly from: readonly string[];
  /** The interval that contains nine of ten numbers. */
  readonly range?: readonly [low: string, high: string];
  /** The most likely categories with their probabilities. */
  readonly likely?: Expected["likely"];
  /**
   * Whether the expected value is certain enough to replace the cell: it follows to the last digit, other rows with the same
   * values have it, or it is the usual spelling.
   */
  readonly isSure: boolean;
  /** For a duplicate row, the number of the row that it repeats, which counts from 1. */
  readonly twin?: number;
}

/** Minimum strangeness of a cell that is certainly wrong. */
const SURE = 3;

const textAt = (cells: Cells, row: number): string => (cells.values[row] === null ? "" : String(cells.values[row]));

const keysAt = (columns: readonly Cells[], row: number): Readonly<Record<string, string>> =>
  Object.fromEntries(columns.filter(({ kind }) => kind === "key").map((cells) => [cells.name, textAt(cells, row)]));

const cellAt = (columns: readonly Cells[], row: number, column: number) => ({
  row: rowNumber(row),
  keys: keysAt(columns, row),
  column: columns[column]!.name,
  value: textAt(columns[column]!, row),
});

const score = (strangeness: number): number => rounded(strangeness, 4);

export function findingOfPrediction(
  row: number,
  cause: Cause,
  strangeness: number,
  expected: Expected | undefined,
  context: CauseContext,
): Finding {
  const { columns } = context.features;
  const column = cause.columns[0]!;
  const names = (places: readonly number[]): string[] => places.map((place) => columns[place]!.name);
  const strongest = context.evidence
    .filter((one) => one.columns(row).some((place) => cause.columns.includes(place)))
    .reduce<CauseContext["evidence"][number] | undefined>(
      (best, one) => (!best || one.strangeness[row]! > best.strangeness[row]! ? one : best),
      undefined,
    );
  const kind = strongest?.kind === "relation" || strongest?.kind === "combination" ? strongest.kind : "unexpected";
  const { value, range, likely, relation } = expected ?? {};
  const from = relation ? names(relation.from) : names(cause.against);
  return {
    ...cellAt(columns, row, column),
    ...(value !== undefined && { expected: value }),
    score: score(strangeness),
    kind,
    why: whyOf({ value, range, likely, relation, from, also: names(cause.columns.slice(1)) }),
    from,
    isSure: strangeness >= SURE && cause.columns.length === 1 && relation?.isExact(row) === true,
    ...(range && { range }),
    ...(likely && { likely }),
  };
}

interface Why extends Partial<Expected> {
  readonly from: readonly string[];
  readonly also: readonly string[];
}

function whyOf({ value, range, likely, relation, from, also }: Why): string {
  const parts = [
    value === undefined || (from.length === 0 && !range && !likely)
      ? `it doesn't fit ${from.length > 0 ? from.join(", ") : "the rest of its row"}`
      : "",
    likely ? likely.map((one) => `${one.value} (${roundedPercent(one.probability)})`).join(", ") : "",
    range ? `${range[0]} to ${range[1]}` : "",
    value !== undefined && from.length > 0 ? `from ${from.join(", ")}` : "",
  ].filter((part) => part !== "");
  const together = also.length > 0 ? `; ${also.join(" and ")} ${also.length > 1 ? "follow" : "follows"} from it` : "";
  return `${parts.join(", ")}${relation?.words ? `: ${relation.words}` : ""}${together}`;
}

export function findingOfText(
  row: number,
  column: number,
  strangeness: number,
  reason: TextReason,
  columns: readonly Cells[],
): Finding {
  const name = (place: number): string => columns[place]!.name;
  const from = reason.kind === "dependence" ? reason.from.map(name) : [];
  const expected = "expected" in reason ? reason.expected : undefined;
  return {
    ...cellAt(columns, row, column),
    ...(expected !== undefined && { expected }),
    score: score(strangeness),
    kind: reason.kind === "new" ? "unexpected" : reason.kind,
    why: textWhy(reason, columns[column]!, from),
    from,
    isSure: strangeness >= SURE && expected !== undefined,
  };
}

function textWhy(reason: TextReason, cells: Cells, from: readonly string[]): string {
  if (reason.kind === "dependence") return `in other rows with the same ${from.join(" and ")}`;
  if (reason.kind === "spelling")
    return `a rare spelling${reason.times > 0 ? ` of a value that occurs ${reason.times} times` : ""}`;
  if (reason.kind === "new") return `it doesn't occur in the ${count(reason.seen)} rows used for training`;
  if (reason.kind === "pattern") return `other values are written like "${reason.usual}"`;
  return `it isn't a ${cells.kind}`;
}

export function findingOfDuplicate({ row, twin, column, surprise }: Duplicate, columns: readonly Cells[]): Finding {
  const key = columns.findIndex(({ kind }) => kind === "key");
  const place = column ?? Math.max(key, 0);
  const cell = cellAt(columns, row, place);
  const keys = Object.values(keysAt(columns, twin));
  const named = `row ${rowNumber(twin)}${keys.length > 0 ? ` (${keys.join(", ")})` : ""}`;
  return {
    ...cell,
    ...(column !== undefined && { expected: textAt(columns[column]!, twin) }),
    score: score(surprise),
    kind: "duplicate",
    why:
      column === undefined
        ? `the same as ${named}`
        : `the same as ${named} except for this cell, which is ${textAt(columns[column]!, twin)} there`,
    from: [],
    isSure: false,
    twin: rowNumber(twin),
  };
}

/** Converts a finding in a part of a table to one in the whole table. @param start number of rows before the part. */
export function inWholeTable(finding: Finding, start: number): Finding {
  const { row, twin, why } = finding;
  const moved = { ...finding, row: row + start };
  if (twin === undefined) return moved;
  return { ...moved, twin: twin + start, why: why.replace(`row ${twin}`, `row ${twin + start}`) };
}
