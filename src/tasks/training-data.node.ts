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
import type { Recipe } from "../recipes/plan.ts";
import type { ExampleStream } from "../training/stream.ts";
import { openLearned, tableOptions } from "./learned-data.node.ts";
import type { OpenTrainingOptions } from "./train.ts";

/** What a run learns from and is measured on. */
export interface TrainingData {
  readonly name: string;
  /** All examples to learn from; of a table that streams, some rows drawn evenly. */
  readonly train: NdArray;
  readonly validation: NdArray;
  /** Number of examples to learn from. */
  readonly count: number;
  readonly table?: TablePreprocessing;
  /** Of windows: the table's rows, and the windows that are held out. */
  readonly windows?: HeldWindows;
  /** Of a table that memory doesn't hold. */
  readonly inParts?: (batchSize: number) => ExampleStream;
  close(): void;
}

/** A table's rows, and which of them each window held out has. */
export interface HeldWindows {
  readonly rows: NdArray<"float32">;
  readonly members: readonly Int32Array[];
}

/** The entries of a recipe that say which data it is for. */
type OfData = Pick<Recipe, "data" | "validation" | "seed" | "size" | "channels" | "skipBad" | "labels" | "table" | "query">;

/**
 * Opens the data of a run and holds some of it out: names and arrays at once, tables that are too large for that a part at a time.
 * @param columns what the user said of a table's columns, where the recipe doesn't have them yet.
 */
export async function openTrainingData(
  recipe: OfData,
  task: OpenTrainingOptions,
  columns: TableOptions = {},
): Promise<TrainingData> {
  const options = tableOptions(recipe, columns);
  const windows = (options.preprocessing ?? options).windows;
  if (!windows && (await isTable(recipe.data)) && (await mayBeLarge(recipe.data)))
    return openLargeTable(recipe.data, options, task);
  return whole(await openLearned(recipe, task, columns), recipe.validation);
}

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
async function openLargeTable(
  path: string,
  options: TableOptions,
  { onNote, onStage }: OpenTrainingOptions,
): Promise<TrainingData> {
  const tell = (line: string) => onStage?.("reading", line);
  tell(`${path}: reading`);
  const source = await openTableSource(path, { memory: STREAMING_MEMORY, ...optionsIn(TABLE_SOURCE, options) });
  if (!options.preprocessing) for (const note of source.notes) onNote?.(`${note}.`);
  if ((4 * source.rowCount * source.columns.length) / 2 ** 20 <= MOST_IN_MEMORY)
    return whole(await readTable(source, options), options.validation!);
  const { name, table, sample, validation, count, inParts, close } = await streamTable(source, { ...options, tell });
  return { name, train: sample, validation, count, table, inParts, close };
}
