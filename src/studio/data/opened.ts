import type { Dataset } from "../../data/dataset.ts";
import type { MemoryColumn, MemoryTable } from "../../data/tables/memory/table.ts";

/** Of a table, each column's own values in the order of the examples: those learned from, keys, label and what was left out. */
export type Cells = readonly MemoryColumn[];

/** Data as a run takes it. */
export interface Opened {
  readonly dataset: Dataset;
  readonly cells?: Cells;
  /** The table as it was read, to be taken otherwise: another column as the label, say. */
  readonly table?: MemoryTable;
}
