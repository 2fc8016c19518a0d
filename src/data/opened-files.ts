import type { Dataset } from "./dataset.ts";
import type { MemoryColumn, MemoryTable } from "./tables/memory/table.ts";

/** Each column's own values in the order of the examples: those learned from, keys, label and what was left out. */
export type Cells = readonly MemoryColumn[];

/** Opened data; of a table, also its cells. */
export interface Opened {
  readonly dataset: Dataset;
  readonly cells?: Cells;
  /** The table as it was read: `tableDataset` takes it again where another label is chosen, say. */
  readonly table?: MemoryTable;
}

export type OpenedFiles =
  | (Opened & { readonly kind: "dataset" })
  | { readonly kind: "model"; readonly files: Readonly<Record<string, Uint8Array>> };
