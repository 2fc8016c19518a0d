import type { Dataset } from "./dataset.ts";
import type { Kind } from "./readers/kinds.ts";
import type { MemoryColumn, MemoryTable } from "./tables/memory/table.ts";

export type OpenedFiles =
  | {
      readonly kind: "dataset";
      readonly dataset: Dataset;
      /** Of a table: every column's own values, in the order of the examples. */
      readonly cells?: readonly MemoryColumn[];
      /** The table as it was read: `openTable` takes it again where another label is chosen. */
      readonly table?: MemoryTable;
    }
  | { readonly kind: "model"; readonly files: Readonly<Record<string, Uint8Array>> };

/** A file in memory, unpacked. */
export interface OpenFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly kind: Kind;
}
