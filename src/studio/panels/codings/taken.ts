import { takeRows } from "../../../core/rows.ts";
import { type Dataset, rowNumberOf } from "../../../data/dataset.ts";
import type { Opened } from "../../../data/opened-files.ts";

/** As many examples have a place on the map: it forms in seconds, and a person sees no difference with more. */
export const MOST_POINTS = 3000;

/** The examples that are on the map: of training and held out, in the order of the data. */
export interface Taken extends Omit<Opened, "table"> {
  /** How many of them, the first ones, are trained on. */
  readonly trained: number;
  /** Each one's number in its file, as people read it. */
  readonly numbers: ArrayLike<number>;
}

/** All examples, or `most` of them, evenly spread over the data. @param trained how many of all, the first ones, are trained on. */
export function take({ dataset, cells }: Opened, trained: number, most = MOST_POINTS): Taken {
  const all = dataset.examples.shape[0]!;
  const count = Math.min(all, most);
  const rows = Int32Array.from({ length: count }, (_, i) => Math.floor((i * all) / count));
  const isAll = count === all;
  return {
    dataset: isAll ? dataset : { ...gathered(dataset, rows), rowIndices: rows.map((row) => dataset.rowIndices?.[row] ?? row) },
    ...(cells && {
      cells: isAll ? cells : cells.map((column) => ({ ...column, values: Array.from(rows, (row) => column.values[row]!) })),
    }),
    trained: rows.filter((row) => row < trained).length,
    numbers: rows.map((row) => rowNumberOf(dataset, row)),
  };
}

function gathered({ heldOut: _, windows: __, keys: ___, ...dataset }: Dataset, rows: Int32Array): Dataset {
  const { examples, labels, rowNames } = dataset;
  return {
    ...dataset,
    examples: takeRows(examples, rows),
    ...(labels && { labels: takeRows(labels, rows) }),
    ...(rowNames && { rowNames: Array.from(rows, (row) => rowNames[row]!) }),
  };
}
