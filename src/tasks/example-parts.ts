import { OptionError } from "../core/errors.ts";
import { type NdArray, ndarray, sizeOf, sliceRows } from "../core/ndarray.ts";
import type { Dataset, RowWindows } from "../data/dataset.ts";
import { eachPart } from "../data/each-part.ts";
import type { Data } from "../data/given/data.ts";
import { asDataset } from "../data/given/dataset.ts";
import type { ResultColumn } from "../data/tables/duckdb/write.node.ts";
import { RECORDS } from "../data/tables/records.ts";
import type { Cell } from "../data/tables/schema/column-types.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import type { Unlisted } from "../data/tables/schema/unlisted.ts";
import type { TextStyle } from "../data/tables/text/style.ts";
import type { Layer } from "../layers/index.ts";
import { rowsAtATime } from "../training/batchable.ts";
import type { TaskOptions } from "./options.ts";

/** Consecutive examples of the data of a model. */
export interface ExamplePart {
  /** Index of the first example in the data. */
  readonly start: number;
  /** [examples, …] */
  readonly examples: NdArray;
  /** Keys of each example, one column for each of `ExampleParts.keys`. */
  readonly keys: readonly (readonly Cell[])[];
  /** Labels, if they are known: 1 for an outlier, else 0. */
  readonly labels?: ArrayLike<number> | undefined;
  /** Values of a table that aren't in the lists of its categories, if they were requested. */
  readonly unlisted?: Unlisted;
}

/** Data for a model, in parts. If it is read from a file, the memory doesn't grow with the size of the file. */
export interface ExampleParts {
  /** Name of the data in messages. */
  readonly name: string;
  /** Noun for the examples, in the plural. */
  readonly unit: "rows" | "windows" | "examples";
  readonly count: number;
  /** All examples, if they are in memory. */
  readonly examples?: Dataset["examples"];
  /** Windows of the rows, if rows are scored by the windows that contain them. All rows are one part then. */
  readonly windows?: RowWindows;
  /** Columns that identify examples: the key columns of a table; the group, start and end of windows; the `name` of images. */
  readonly keys: readonly ResultColumn[];
  /** Returns the format of a text file of results: that of the data's file, if both have the same kind. */
  styleFor?(output: string): TextStyle | undefined;
  /** Iterates over all parts. It can be called several times. */
  each(): AsyncIterable<ExamplePart>;
  close(): void;
}

/** Examples in memory, in any form: arrays, lists, rows as objects, a dataset, or parts of them. */
export type MemoryData = Data;

/**
 * Converts data in memory to a dataset for a model.
 * @param onNote - called with notes about values that weren't in the training data.
 * @throws DataError, ShapeError or OptionError if the data doesn't fit the model.
 */
export function dataFor(
  model: { readonly table?: TablePreprocessing | undefined },
  data: MemoryData,
  { shape, onNote }: Pick<TaskOptions, "onNote"> & { readonly shape: readonly number[] },
): Promise<Dataset> {
  return asDataset(data, { table: model.table, shape, onNote: (note) => onNote?.(`${RECORDS}: ${note}`) });
}

/** Number of rows in a part. It is small, because the explanations of all its rows are in memory at once. */
export const ROWS_A_PART = 16_384;

/**
 * Returns the number of examples in a part: a multiple of the layer's batch size, so that batches are the same as without parts.
 */
export const partSize = (layer: Layer): number => Math.max(1, Math.floor(ROWS_A_PART / rowsAtATime(layer))) * rowsAtATime(layer);

/**
 * Splits data in memory into parts.
 * @param layer - layer that takes the examples.
 */
export const partsInMemory = (data: Dataset, layer: Layer): ExampleParts => inParts(data, partSize(layer));

/**
 * Splits data in memory into parts for scoring. Rows of windows are one part.
 * @param labels - 1 for each outlier, else 0.
 * @throws OptionError if the number of labels isn't the number of rows.
 */
export function partsToScore(data: Dataset, labels?: ArrayLike<number>): ExampleParts {
  const { windows } = data;
  const parts = windows
    ? { ...inParts({ ...data, ...windows, examples: windows.rows }, windows.rows.shape[0]!, labels), windows }
    : inParts(data, ROWS_A_PART, labels);
  if (labels && labels.length !== parts.count)
    throw new OptionError(`There are ${parts.count} rows, but ${labels.length} labels. Give one label for each row.`);
  return parts;
}

function inParts({ name, examples, rowNames, keys, unlisted }: Dataset, size: number, labels?: ArrayLike<number>): ExampleParts {
  const array: NdArray = examples;
  const known = { ...(rowNames && { name: rowNames }), ...keys };
  const count = array.shape[0]!;
  return {
    name,
    unit: "examples",
    count,
    examples,
    keys: Object.keys(known).map((name) => ({ name, type: "text" })),
    async *each() {
      for (let start = 0; start < Math.max(1, count); start += size) {
        const end = Math.min(count, start + size);
        yield {
          start,
          examples: sliceRows(array, start, end),
          keys: Object.values(known).map((cells) => cells.slice(start, end)),
          ...(unlisted && {
            unlisted: Object.fromEntries(Object.entries(unlisted).map(([column, values]) => [column, values.slice(start, end)])),
          }),
          labels: labels && Array.prototype.slice.call(labels, start, end),
        };
      }
    },
    close: () => undefined,
  };
}

/**
 * Computes the results of all parts and joins them, together with the keys of the examples.
 * @param shape - shape of the result of one example.
 */
export async function collectResults(
  parts: ExampleParts,
  shape: readonly number[],
  compute: (examples: NdArray) => Promise<NdArray<"float32">>,
  { onProgress, signal }: TaskOptions,
): Promise<{ readonly values: NdArray<"float32">; readonly keys: Record<string, Cell[]> }> {
  const width = sizeOf(shape);
  const keys = parts.keys.map((): Cell[] => []);
  const values = ndarray("float32", [parts.count, ...shape], new Float32Array(parts.count * width));
  await eachPart(parts.each(), { unit: parts.unit, total: parts.count, onProgress, signal }, async (part) => {
    const { data } = await compute(part.examples);
    values.data.set(data, part.start * width);
    part.keys.forEach((cells, i) => {
      for (const cell of cells) keys[i]!.push(cell);
    });
    return part.examples.shape[0]!;
  });
  return { values, keys: Object.fromEntries(parts.keys.map(({ name }, i) => [name, keys[i]!])) };
}
