import type { SourceColumn } from "../schema/column-types.ts";
import type { ReadingOptions } from "../schema/reading.ts";

/**
 * A column of a table that is in memory, a value a row: numbers (whole ones beyond 2^53 as text), texts, true and false and times as text ("2024-12-31",
 * "2024-12-31 14:30:00" in UTC, "14:30:00"), lists and objects as JSON; null where it is missing.
 */
export interface MemoryColumn extends SourceColumn {
  readonly values: readonly (string | number | null)[];
  /** The values as a text file has them, where its numbers may be written with points between thousands. */
  readonly texts?: readonly (string | null)[];
}

/** A table in memory, its rows in its own order. */
export interface MemoryTable {
  /** What messages call it. */
  readonly name: string;
  readonly columns: readonly MemoryColumn[];
  /** The character between the cells, of a text file. */
  readonly delimiter?: string;
  /** What was read otherwise than one might expect, a line each. */
  readonly notes?: readonly string[];
  /** How its text file was told to be read. */
  readonly reading?: ReadingOptions;
}

export const rowCountOf = ({ columns }: MemoryTable): number => columns[0]?.values.length ?? 0;
