import { optionsIn } from "../core/options.ts";
import type { Dataset } from "../data/dataset.ts";
import { isTable } from "../data/open.node.ts";
import { learnedLines, readTable, type TableOptions } from "../data/tables/duckdb/dataset.node.ts";
import { tellOfStrays } from "../data/tables/duckdb/read.node.ts";
import { openTableSource, TABLE_SOURCE } from "../data/tables/duckdb/source.node.ts";
import { MOST_IN_MEMORY, mayBeLarge, STREAMING_MEMORY, streamTable } from "../data/tables/duckdb/stream.node.ts";
import type { Recipe } from "../recipes/plan.ts";
import { type OfData, type OpenLearnedOptions, openLearned, tableOptions } from "./learned-data.node.ts";
import type { OpenTrainingOptions } from "./train.ts";
import { type TrainingData, whole } from "./training-data.ts";

/** Options that open the data of a run, and the data itself if it is in memory. */
export interface OpenTask extends OpenTrainingOptions, OpenLearnedOptions {
  readonly dataset?: Dataset | undefined;
}

/**
 * Opens the data of a run and holds some of it out. Tables that are larger than memory are read in parts.
 * @param columns - options of a table's columns, if the recipe doesn't have its preprocessing yet.
 */
export async function openTrainingData(
  recipe: Pick<Recipe, "data" | OfData>,
  task: OpenTask,
  columns: TableOptions = {},
): Promise<TrainingData> {
  if (task.dataset) return whole(task.dataset, recipe.validation);
  const options = tableOptions(recipe, task, columns);
  const windows = (options.preprocessing ?? options).windows;
  if (!windows && (await isTable(recipe.data, undefined, task.maxMemory)) && (await mayBeLarge(recipe.data)))
    return openLargeTable(recipe.data, options, task);
  return whole(await openLearned(recipe, task, columns), recipe.validation);
}

/** Opens a table. It is read in parts if one number for each cell needs too much memory. */
async function openLargeTable(
  path: string,
  options: TableOptions,
  { onNote, onStage, onProgress }: OpenTrainingOptions,
): Promise<TrainingData> {
  const tell = (line: string) => onStage?.("reading", line);
  tell(`${path}: reading`);
  const source = await openTableSource(path, {
    memory: STREAMING_MEMORY,
    readOften: true,
    onProgress,
    ...optionsIn(TABLE_SOURCE, options),
  });
  const noteAll = (lines: readonly string[]) => {
    for (const line of lines) onNote?.(`${line}.`);
  };
  if ((4 * source.rowCount * source.columns.length) / 2 ** 20 <= MOST_IN_MEMORY) {
    const dataset = await readTable(source, options);
    noteAll(dataset.notes ?? []);
    return whole(dataset, options.validation!);
  }
  if (!options.preprocessing) noteAll(source.notes);
  const { name, table, sample, validation, count, inParts, close } = await streamTable(source, { ...options, tell });
  if (options.preprocessing) await tellOfStrays(source, table.columns, (line) => noteAll([line]));
  else noteAll(await learnedLines(source, table));
  return { name, train: sample, validation, count, table, inParts, close };
}
