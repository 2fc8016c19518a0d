import type { Bytes } from "../core/bytes.ts";
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

/** Options to open the training data of a model. */
export interface OpenLearnedOptions extends TaskOptions {
  readonly maxMemory?: Bytes | undefined;
}

/** Names of the options of a recipe that say how its data is opened. */
export type OfData = "validation" | "seed" | "size" | "channels" | "skipBad" | "labels" | "table" | "query";

/** The training data of a model, as its folder stores it. */
export interface LearnedFrom extends SavedData, Partial<Pick<Recipe, OfData>> {
  /** Whether the saved query lacks the folders of its files, so that it can't be run. */
  readonly lacksFolders: boolean;
}

/** Returns the training data of a model, or undefined if library code saved the model without it. */
export function learnedFrom({ options }: Pick<ModelConfig, "options">): LearnedFrom | undefined {
  const saved = options as Partial<LearnedFrom>;
  if (saved.data === undefined) return undefined;
  return { ...saved, data: saved.data, lacksFolders: saved.query !== undefined && lacksFolders(saved.query) };
}

/**
 * Returns whether a path leads to the training data of a model. Built-in datasets, remote files and patterns are assumed to
 * exist.
 */
export const isThere = async (path: string, saved: SavedData): Promise<boolean> =>
  Object.hasOwn(datasets, path) ||
  isRemote(path) ||
  isPattern(path) ||
  ((await exists(path)) && (await isSavedData(path, saved)));

/**
 * Opens the training data of a model in memory, so that the same examples are held out. The images of a folder are shuffled, so
 * that the held-out ones have every class, unless a file has their labels in the order of their names. The held-out rows of a
 * table are the last ones.
 * @param columns - options of a table's columns, if the preprocessing isn't known yet.
 */
export function openLearned(
  saved: Omit<LearnedFrom, "lacksFolders">,
  task: OpenLearnedOptions,
  columns: TableOptions = {},
): Promise<Dataset> {
  const { data, seed, size, channels, skipBad, labels } = saved;
  const table = tableOptions(saved, task, columns);
  const { maxMemory } = task;
  return openData(data, { seed, size, channels, skipBad, maxMemory, shuffle: labels === undefined, table }, task);
}

/** Returns the options to open a table for training, or the training table of a model. */
export const tableOptions = (
  { table, query, validation, seed }: Pick<LearnedFrom, "table" | "query" | "validation" | "seed">,
  { maxMemory }: OpenLearnedOptions,
  columns: TableOptions,
): TableOptions => ({ ...columns, maxMemory, validation, seed, preprocessing: table, query });
