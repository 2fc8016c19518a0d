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

/** Some examples of a model's data, one after the other. */
export interface ExamplePart {
  /** The index of the first one in the data. */
  readonly start: number;
  /** [examples, …] */
  readonly examples: NdArray;
  /** What is known of each example, a column for each of `ExampleParts.keys`. */
  readonly keys: readonly (readonly Cell[])[];
  /** Where it is known, which examples are outliers: 1, else 0. */
  readonly labels?: ArrayLike<number> | undefined;
  /** Of a table, where they were asked for: the values that its categories don't list. */
  readonly unlisted?: Unlisted;
}

/** Data as a model takes them, a part at a time: memory doesn't grow with them where they are read from a file. */
export interface ExampleParts {
  /** What messages call the data. */
  readonly name: string;
  /** What one example is, in the plural. */
  readonly unit: "rows" | "windows" | "examples";
  readonly count: number;
  /** All examples, where memory holds them. */
  readonly examples?: Dataset["examples"];
  /** Where rows are scored by the windows that hold them: these, of all rows, which are one part then. */
  readonly windows?: RowWindows;
  /** What tells examples apart: a table's key columns; of windows their group, start and end; the `name` of images. */
  readonly keys: readonly ResultColumn[];
  /** How a text file of results is written: as the data's own is, if it is of its kind. */
  styleFor?(output: string): TextStyle | undefined;
  /** All parts, as often as they are asked for. */
  each(): AsyncIterable<ExamplePart>;
  close(): void;
}

/** Examples in memory, in any form: arrays, lists, rows as objects, a dataset, or parts of them. */
export type MemoryData = Data;

/** Data in memory as a model takes them. @param onNote told of values that the model hasn't learned. @throws DataError, ShapeError, OptionError for what can't be data of the model. */
export function dataFor(
  model: { readonly table?: TablePreprocessing | undefined },
  data: MemoryData,
  { shape, onNote }: Pick<TaskOptions, "onNote"> & { readonly shape: readonly number[] },
): Promise<Dataset> {
  return asDataset(data, { table: model.table, shape, onNote: (note) => onNote?.(`${RECORDS}: ${note}`) });
}

/** So few that the explanations of a part's rows don't fill the memory. */
export const ROWS_A_PART = 16_384;

/** How many examples in memory are a part: a multiple of the rows that a layer takes at a time, so that it computes with the same ones together as with all at once. */
export const partSize = (layer: Layer): number => Math.max(1, Math.floor(ROWS_A_PART / rowsAtATime(layer))) * rowsAtATime(layer);

/** Data in memory in parts. @param layer takes the examples. */
export const partsInMemory = (data: Dataset, layer: Layer): ExampleParts => inParts(data, partSize(layer));

/**
 * Data in memory in parts, to be scored. Rows that windows hold are one part.
 * @param labels which rows are outliers. @throws OptionError where there isn't one for each row.
 */
export function partsToScore(data: Dataset, labels?: ArrayLike<number>): ExampleParts {
  const { windows } = data;
  const parts = windows
    ? { ...inParts({ ...data, ...windows, examples: windows.rows }, windows.rows.shape[0]!, labels), windows }
    : inParts(data, ROWS_A_PART, labels);
  if (labels && labels.length !== parts.count)
    throw new OptionError(`There are ${parts.count} rows, but ${labels.length} labels.`);
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
 * What a model makes of all parts, one behind the other, and what is known of the examples.
 * @param shape of what it makes of one example.
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
