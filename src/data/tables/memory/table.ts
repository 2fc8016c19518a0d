import type { SourceColumn } from "../schema/column-types.ts";
import type { ReadingOptions } from "../schema/reading.ts";

/**
 * A column of a table in memory, with one value per row: numbers (whole ones above 2^53 as text), texts, booleans, times as text
 * ("2024-12-31", "2024-12-31 14:30:00" in UTC, "14:30:00"), lists and objects as JSON; null for a missing value.
 */
export interface MemoryColumn extends SourceColumn {
  readonly values: readonly (string | number | null)[];
  /** The values as a text file has them, if its numbers may have points between thousands, or if it has other words than true and false. */
  readonly texts?: readonly (string | null)[];
}

/** A table in memory, with rows in their original order. */
export interface MemoryTable {
  /** The table's name in messages. */
  readonly name: string;
  readonly columns: readonly MemoryColumn[];
  /** The delimiter of a text file. */
  readonly delimiter?: string;
  /** Notes about what was read in an unexpected way, one per line. */
  readonly notes?: readonly string[];
  /** Options with which the text file was read. */
  readonly reading?: ReadingOptions;
}

export const rowCountOf = ({ columns }: MemoryTable): number => columns[0]?.values.length ?? 0;
