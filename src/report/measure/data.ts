import type { NdArray } from "../../core/ndarray.ts";
import { count } from "../../core/words.ts";
import type { Dataset } from "../../data/dataset.ts";
import type { Cell } from "../../data/tables/duckdb/database.node.ts";

/** The data of a report. */
export interface ReportData {
  /** Path of the data, or name of a built-in dataset. */
  readonly path: string;
  /** SQL query that made the table. */
  readonly query?: string | undefined;
  /** All rows of the report. */
  readonly dataset: Dataset;
  /** Index of the first measured row: the first held-out row, or 0 if none of the rows was used for training. */
  readonly from: number;
  /** Name of the measured rows, such as "held out" or "of new.csv". */
  readonly name: string;
  /** Whether the rows are the training data of the model, of which the last were held out. */
  readonly isTraining: boolean;
  /** The training set and the rows held out in the training, if they are still available. */
  readonly learned?: Dataset | undefined;
  readonly heldOut?: Dataset | undefined;
  /** For tables: reads the original values of some columns in the rows of some indices in the table. Without it, values are computed from the features. */
  readonly cells?:
    | ((columns: readonly string[], rows: readonly number[]) => Promise<readonly Readonly<Record<string, Cell>>[]>)
    | undefined;
}

/** A map of codings. */
export interface Places {
  /** Position of each row, [n, 2]. */
  readonly positions: NdArray<"float32">;
  /** Name of the method that made the map, such as "t-SNE". */
  readonly method: string;
}

/** Returns whether examples are pictures: grey or in colour, with bytes or values from 0 to 1. */
export function arePictures({ dtype, shape, data }: Dataset["examples"]): boolean {
  const [rank, channels] = [shape.length, shape[3] ?? 1];
  if (!(rank === 3 || (rank === 4 && (channels === 1 || channels === 3)))) return false;
  return dtype === "uint8" || data.every((value) => value >= 0 && value <= 1);
}

/** Describes one example in words. */
export function exampleOf({ dataset: { table, examples } }: ReportData): string {
  const shape = examples.shape.slice(1);
  if (table) return `a row of ${count(table.columns.length)} columns (${count(shape[0]!)} numbers)`;
  if (arePictures(examples)) return `an image of ${shape.slice(0, 2).join(" x ")} pixels${shape[2] === 3 ? " in colour" : ""}`;
  return shape.length === 1 ? `a row of ${count(shape[0]!)} numbers` : `an example of ${shape.join(" x ")} numbers`;
}
