import { exists } from "../core/files.node.ts";
import { lacksFolders } from "../core/saved-name.ts";
import type { Dataset } from "../data/dataset.ts";
import { isSavedData, type SavedData } from "../data/fingerprint.node.ts";
import { datasets } from "../data/open.node.ts";
import type { ImageOptions } from "../data/readers/images.node.ts";
import { isPattern, isRemote } from "../data/tables/duckdb/files.node.ts";
import type { TableOptions } from "../data/tables/open.node.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import type { ModelConfig } from "../models/config.ts";
import { openData } from "./open.node.ts";
import type { TaskOptions } from "./options.ts";

/** What a model folder says of the data that the model has learned from. */
export interface LearnedFrom extends SavedData, Pick<ImageOptions, "size" | "channels" | "skipBad"> {
  readonly table?: TablePreprocessing;
  /** SQL that made the table. */
  readonly query?: string;
  /** Number of examples that were held out, or their share. */
  readonly validation?: number;
  readonly seed?: number;
  /** File of the labels, whose order is that of the examples. */
  readonly labels?: string;
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
