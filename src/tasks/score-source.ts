import { OptionError } from "../core/errors.ts";
import { type NdArray, sliceRows } from "../core/ndarray.ts";
import type { RowWindows } from "../data/dataset.ts";
import type { ResultColumn } from "../data/tables/duckdb/write.node.ts";
import type { Cell } from "../data/tables/schema/column-types.ts";
import type { Unlisted } from "../data/tables/schema/unlisted.ts";
import { isDataset, type MemoryData } from "./example-parts.ts";

/** Some rows to score, one after the other. */
export interface ScorePart {
  /** The number of the first row in the data, from 0. */
  readonly start: number;
  /** [rows, …] */
  readonly examples: NdArray;
  /** What tells rows apart, by its name: a value a row. */
  readonly keys: Readonly<Record<string, readonly Cell[]>>;
  /** 1 for an outlier, else 0. */
  readonly labels?: ArrayLike<number> | undefined;
  readonly unlisted?: Unlisted | undefined;
}

/** Rows to score, in parts, as often as they are asked for. */
export interface ScoreSource {
  readonly rows: number;
  /** What tells rows apart, as a file has it. */
  readonly keys: readonly ResultColumn[];
  each(): AsyncIterable<ScorePart>;
  /** Where rows are scored by windows: these, of all rows, which are one part then. */
  readonly windows?: RowWindows;
}

/** Few enough that a million rows' explanations don't fill the memory. */
export const ROWS_A_PART = 16_384;
/** A dataset's rows in parts; those that windows hold in one. */
export function sourceOf(data: MemoryData, labels?: ArrayLike<number>): ScoreSource {
  const { examples, keys = {}, rowNames, windows } = isDataset(data) ? data : { examples: data };
  const all: NdArray = windows?.rows ?? examples;
  const rows = all.shape[0]!;
  const known: Readonly<Record<string, readonly Cell[]>> = rowNames ? { name: rowNames, ...keys } : keys;
  if (labels && labels.length !== rows) throw new OptionError(`There are ${rows} rows, but ${labels.length} labels.`);
  return {
    rows,
    keys: Object.keys(known).map((name) => ({ name, type: "text" })),
    ...(windows && { windows }),
    async *each() {
      const size = windows ? rows : ROWS_A_PART;
      for (let start = 0; start < rows; start += size) {
        const end = Math.min(rows, start + size);
        yield {
          start,
          examples: sliceRows(all, start, end),
          keys: Object.fromEntries(Object.entries(known).map(([name, values]) => [name, values.slice(start, end)])),
          ...(labels && { labels: Array.prototype.slice.call(labels, start, end) }),
        };
      }
    },
  };
}
