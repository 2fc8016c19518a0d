import type { Dataset } from "./dataset.ts";
import type { MemoryColumn, MemoryTable } from "./tables/memory/table.ts";

/** The original values of all columns in the order of the examples: features, keys, the label and ignored columns. */
export type Cells = readonly MemoryColumn[];

/** Opened data, with the cells if they are a table. */
export interface Opened {
  readonly dataset: Dataset;
  readonly cells?: Cells;
  /** The table as it was read. `tableDataset` uses it again, for example when the user chooses another label. */
  readonly table?: MemoryTable;
}

export type OpenedFiles =
  | (Opened & { readonly kind: "dataset" })
  | { readonly kind: "model"; readonly files: Readonly<Record<string, Uint8Array>> };
