import { stat } from "node:fs/promises";
import type { NdArray } from "../core/ndarray.ts";
import { optionsIn } from "../core/options.ts";
import type { Dataset } from "../data/dataset.ts";
import { isTable } from "../data/open.node.ts";
import { split } from "../data/split.ts";
import { readTable, type TableOptions } from "../data/tables/duckdb/dataset.node.ts";
import { openTableSource, TABLE_SOURCE } from "../data/tables/duckdb/source.node.ts";
import { MOST_IN_MEMORY, STREAMING_MEMORY, streamTable } from "../data/tables/duckdb/stream.node.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import { openData } from "../tasks/open.node.ts";
import type { ExampleStream } from "../training/stream.ts";
import type { Output } from "./command.ts";
import type { TrainingRecipe } from "./training-run.ts";

/** What a run learns from and is measured on. */
export interface TrainingData {
  readonly name: string;
  /** All that is learned from; of a table that streams, some rows from all of it. */
  readonly train: NdArray;
  readonly validation: NdArray;
  /** How many examples are learned from. */
  readonly count: number;
  readonly table?: TablePreprocessing;
  /** Of windows: the table's rows, and those held out as windows. */
  readonly windows?: HeldWindows;
  /** Of a table that memory doesn't hold. */
  readonly inParts?: (batch: number) => ExampleStream;
  close(): void;
}

/** A table's rows, and which of them each window held out has. */
export interface HeldWindows {
  readonly rows: NdArray<"float32">;
  readonly members: readonly Int32Array[];
}

/** What of a recipe says which data it is of. */
type OfData = Pick<
  TrainingRecipe,
  "data" | "validation" | "seed" | "size" | "channels" | "skipBad" | "labels" | "table" | "query"
>;

/**
 * Opens the data of a run: names and arrays at once, tables that are too large for that a part at a time.
 * @param columns of a table that is new: what was said of its columns.
 */
export async function openTrainingData(recipe: OfData, output: Output, columns: TableOptions = {}): Promise<TrainingData> {
  const options = { ...columns, ...tableOf(recipe) };
  const windows = (options.preprocessing ?? options).windows;
  if (!windows && (await isTable(recipe.data)) && (await mayBeLarge(recipe.data)))
    return openLargeTable(recipe.data, options, output);
  return whole(await openToLearn(recipe, output, columns), recipe.validation);
}

/**
 * Opens a recipe's data at once. Images of a folder are shuffled, so that those held out are of every class, unless a file has their labels in the order of
 * their names; of a table, the same rows are held out every time, the last ones.
 */
export const openToLearn = (recipe: OfData, output: Output, columns: TableOptions = {}): Promise<Dataset> => {
  const { data, seed, size, channels, skipBad, labels } = recipe;
  const table = { ...columns, ...tableOf(recipe) };
  return openData(data, { seed, size, channels, skipBad, shuffle: labels === undefined, table }, output.tell);
};

const tableOf = ({ table, query, validation, seed }: OfData): TableOptions => ({
  validation,
  seed,
  ...(table && { preprocessing: table }),
  ...(query !== undefined && { query }),
});

function whole(dataset: Dataset, share: number): TrainingData {
  const { train, validation } = split(dataset, share);
  return {
    name: dataset.name,
    train: train.examples,
    validation: validation.examples,
    count: train.examples.shape[0]!,
    ...(dataset.table && { table: dataset.table }),
    ...(dataset.windows && {
      windows: { rows: dataset.windows.rows, members: dataset.windows.members.slice(train.examples.shape[0]!) },
    }),
    close: () => undefined,
  };
}

/** Files smaller than this have no features that are too large. */
const SMALL_FILE = 32 * 2 ** 20;

const mayBeLarge = async (path: string): Promise<boolean> => {
  const info = await stat(path).catch(() => undefined);
  return info === undefined || info.size >= SMALL_FILE;
};

/** A table in parts where its columns, as a number each, are more than memory should hold; else at once. */
async function openLargeTable(path: string, options: TableOptions, output: Output): Promise<TrainingData> {
  output.step(`${path}: reading`);
  const source = await openTableSource(path, { memory: STREAMING_MEMORY, ...optionsIn(TABLE_SOURCE, options) });
  if (!options.preprocessing) for (const note of source.notes) output.say(`${note}.`);
  if ((4 * source.rowCount * source.columns.length) / 2 ** 20 <= MOST_IN_MEMORY)
    return whole(await readTable(source, options), options.validation!);
  const { name, table, sample, validation, count, inParts, close } = await streamTable(source, { ...options, tell: output.step });
  return { name, train: sample, validation, count, table, inParts, close };
}
