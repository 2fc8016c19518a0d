import type { Dataset } from "../data/dataset.ts";
import type { Cell } from "../data/tables/duckdb/database.node.ts";

/** What a report is about. */
export interface ReportData {
  /** Where the data are from, and the SQL that made a table of them. */
  readonly path: string;
  readonly query?: string | undefined;
  /** All rows that are shown. */
  readonly dataset: Dataset;
  /** Rows from here on are those that are measured: the held-out ones, or all of data that the model hasn't learned from. */
  readonly from: number;
  /** What those are: "held out". */
  readonly name: string;
  readonly isTraining: boolean;
  /** The rows that were learned from, and those held out then, where the data are still there. */
  readonly learned?: Dataset | undefined;
  readonly heldOut?: Dataset | undefined;
  /** Of a table: columns of rows (numbered as in the table, from 0) as they stand in it; without it, they are told from the features. */
  readonly cells?:
    | ((columns: readonly string[], rows: readonly number[]) => Promise<readonly Readonly<Record<string, Cell>>[]>)
    | undefined;
}
