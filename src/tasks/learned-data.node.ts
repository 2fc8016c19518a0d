import { exists } from "../core/files.node.ts";
import { lacksFolders } from "../core/saved-name.ts";
import type { Dataset } from "../data/dataset.ts";
import { isSavedData, type SavedData } from "../data/fingerprint.node.ts";
import { datasets } from "../data/open.node.ts";
import { isPattern, isRemote } from "../data/tables/duckdb/files.node.ts";
import type { TableOptions } from "../data/tables/open.node.ts";
import type { ModelConfig } from "../models/config.ts";
import type { Recipe } from "../recipes/plan.ts";
import { openData } from "./open.node.ts";
import type { TaskOptions } from "./options.ts";

/** The entries of a recipe that say how its data are opened. */
export type OfData = "validation" | "seed" | "size" | "channels" | "skipBad" | "labels" | "table" | "query";

/** What a model folder says of the data that the model has learned from. */
export interface LearnedFrom extends SavedData, Partial<Pick<Recipe, OfData>> {
  /** Whether the query has lost the folders of its files, so that it can't be run. */
  readonly lacksFolders: boolean;
}

/** What the model learned from; undefined of a model that library code saved without its data. */
export function learnedFrom({ options }: Pick<ModelConfig, "options">): LearnedFrom | undefined {
  const saved = options as Partial<LearnedFrom>;
  if (saved.data === undefined) return undefined;
  return { ...saved, data: saved.data, lacksFolders: saved.query !== undefined && lacksFolders(saved.query) };
}

/** Whether a path (by default the saved one) leads to the data that a model learned from, as far as can be told: a built-in dataset and remote files are there. */
export const isThere = async (path: string, saved: SavedData): Promise<boolean> =>
  Object.hasOwn(datasets, path) ||
  isRemote(path) ||
  isPattern(path) ||
  ((await exists(path)) && (await isSavedData(path, saved)));

/**
 * Opens at once the data that a model learned from, so that the same examples are held out. Images of a folder are shuffled, so that those held out are of every
 * class, unless a file has their labels in the order of their names. Of a table, the rows held out stand last.
 * @param columns what the user said of a table's columns, where nothing has been learned of them yet.
 */
export function openLearned(
  saved: Omit<LearnedFrom, "lacksFolders">,
  task: TaskOptions,
  columns: TableOptions = {},
): Promise<Dataset> {
  const { data, seed, size, channels, skipBad, labels } = saved;
  const table = tableOptions(saved, columns);
  return openData(data, { seed, size, channels, skipBad, shuffle: labels === undefined, table }, task);
}

/** How a table is opened that a model learned from, or is to learn from. */
export const tableOptions = (
  { table, query, validation, seed }: Pick<LearnedFrom, "table" | "query" | "validation" | "seed">,
  columns: TableOptions,
): TableOptions => ({ ...columns, validation, seed, preprocessing: table, query });
