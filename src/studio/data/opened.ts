import type { Dataset } from "../../data/dataset.ts";

/** Of a table, each column's own values in the order of the examples: those learned from, keys, label and what was left out. */
export type Cells = readonly { readonly name: string; readonly values: readonly (string | number | null)[] }[];

/** Data as a run takes it. */
export interface Opened {
  readonly dataset: Dataset;
  readonly cells?: Cells;
}
