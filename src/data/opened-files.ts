import type { Dataset } from "./dataset.ts";
import type { MemoryColumn, MemoryTable } from "./tables/memory/table.ts";

export type OpenedFiles =
  | {
      readonly kind: "dataset";
      readonly dataset: Dataset;
      /** Of a table: every column's own values, in the order of the examples. */
      readonly cells?: readonly MemoryColumn[];
      /** The table as it was read: `tableDataset` takes it again where another label is chosen. */
      readonly table?: MemoryTable;
    }
  | { readonly kind: "model"; readonly files: Readonly<Record<string, Uint8Array>> };
