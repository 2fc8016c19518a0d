import { takeRows } from "../../../core/rows.ts";
import { type Dataset, rowNumberOf } from "../../../data/dataset.ts";
import type { Opened } from "../../../data/opened-files.ts";

/** Maximum number of examples on the map. The map forms in seconds, and more points would make no visible difference. */
export const MOST_POINTS = 3000;

/** The examples on the map, in the order of the data: first those used for training, then the held-out ones. */
export interface Taken extends Omit<Opened, "table"> {
  /** Number of examples used for training, which come first. */
  readonly trained: number;
  /** The index of each example in the data. */
  readonly rows: Int32Array;
  /** The row number of each example in its file, counted from 1. */
  readonly numbers: ArrayLike<number>;
}

/** Returns all examples, or `most` of them, evenly spread over the data. @param trained number of training examples, which come first in the data. */
export function take({ dataset, cells }: Opened, trained: number, most = MOST_POINTS): Taken {
  const all = dataset.examples.shape[0]!;
  const count = Math.min(all, most);
  const rows = Int32Array.from({ length: count }, (_, i) => Math.floor((i * all) / count));
  const isAll = count === all;
  return {
    dataset: isAll ? dataset : { ...gathered(dataset, rows), rowIndices: rows.map((row) => dataset.rowIndices?.[row] ?? row) },
    ...(cells && {
      cells: isAll
        ? cells
        : cells.map(({ texts, ...column }) => ({
            ...column,
            values: Array.from(rows, (row) => column.values[row]!),
            ...(texts && { texts: Array.from(rows, (row) => texts[row]!) }),
          })),
    }),
    rows,
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
