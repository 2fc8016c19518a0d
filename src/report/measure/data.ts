import type { NdArray } from "../../core/ndarray.ts";
import { count } from "../../core/words.ts";
import type { Dataset } from "../../data/dataset.ts";
import type { Cell } from "../../data/tables/duckdb/database.node.ts";

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
  /**
   * For tables: reads the original values of some columns in some rows, which are numbered from 0 as in the table. Without it,
   * values are computed from the features.
   */
  readonly cells?:
    | ((columns: readonly string[], rows: readonly number[]) => Promise<readonly Readonly<Record<string, Cell>>[]>)
    | undefined;
}

/** Where codings lie in the plane. */
export interface Places {
  /** [n, 2] */
  readonly positions: NdArray<"float32">;
  /** How it was made: "t-SNE". */
  readonly method: string;
}

/** Whether examples can be drawn: grey or in colour, their values from 0 to 1. */
export function arePictures({ dtype, shape, data }: Dataset["examples"]): boolean {
  const [rank, channels] = [shape.length, shape[3] ?? 1];
  if (!(rank === 3 || (rank === 4 && (channels === 1 || channels === 3)))) return false;
  return dtype === "uint8" || data.every((value) => value >= 0 && value <= 1);
}

/** What one example is, in words. */
export function exampleOf({ dataset: { table, examples } }: ReportData): string {
  const shape = examples.shape.slice(1);
  if (table) return `a row of ${count(table.columns.length)} columns (${count(shape[0]!)} numbers)`;
  if (arePictures(examples)) return `an image of ${shape.slice(0, 2).join(" x ")} pixels${shape[2] === 3 ? " in colour" : ""}`;
  return shape.length === 1 ? `a row of ${count(shape[0]!)} numbers` : `an example of ${shape.join(" x ")} numbers`;
}
