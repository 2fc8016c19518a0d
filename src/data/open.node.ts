import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { DataError } from "../core/errors.ts";
import { exists, explainFileError } from "../core/files.node.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { nearest } from "../core/suggest.ts";
import { datasets, type NamedDataset } from "./built-in/index.node.ts";
import type { BuiltInOptions } from "./built-in/index.ts";
import { checkDataset, storedExamples } from "./checks.ts";
import type { Dataset } from "./dataset.ts";
import { idx } from "./readers/idx.ts";
import { isIdxFolder, openIdxFile, openIdxFolder } from "./readers/idx-folder.node.ts";
import { type ImageFolderOptions, openImage, openImageFolder } from "./readers/image-folder.node.ts";
import { isImageName } from "./readers/image-names.ts";
import { readerOf } from "./readers/index.ts";
import { openNpz } from "./readers/npz.node.ts";
import { readBytes } from "./readers/read-bytes.node.ts";
import { first } from "./split.ts";
import { isPattern, isRemote, looksLikeTable } from "./tables/duckdb/files.node.ts";
import { openTable, type TableOptions } from "./tables/open.node.ts";

export { datasets, type NamedDataset };

export interface OpenOptions extends ImageFolderOptions, BuiltInOptions {
  /** `train` by default. */
  readonly part?: "train" | "test";
  /** Only the first so many examples; all by default. */
  readonly count?: number;
  /** For what is generated or shuffled; the dataset's own, or 42, by default. */
  readonly seed?: number;
  /** For tables: which columns, what was learned of them, what is held out. */
  readonly table?: TableOptions;
}

export const OPEN_OPTIONS: OptionNames<OpenOptions> = {
  part: true,
  count: true,
  seed: true,
  shuffle: true,
  size: true,
  channels: true,
  skipBad: true,
  onImages: true,
  table: true,
};

/**
 * Opens a dataset by name, or a path: a table (CSV, TSV, JSON, Parquet, packed or not, a glob of them, a URL), a folder with MNIST's four files or of images, an
 * image, an IDX file (packed or not), a .npy file, a .npz archive (or an array in it: archive.npz:name). The kind is seen from the content.
 * @throws DataError where the name or path isn't known (with the nearest name), or the file is broken.
 * @throws OptionError where it has fewer examples than `count`.
 */
export async function openDataset(nameOrPath: string, options: OpenOptions = {}): Promise<Dataset> {
  knownOptions("openDataset", options, OPEN_OPTIONS);
  if (typeof nameOrPath !== "string")
    throw new DataError(
      "openDataset takes a dataset's name or a path. Data in memory needn't be opened: estimators and tasks take them as they are, and fromRecords makes a dataset of rows as objects.",
    );
  const dataset = Object.hasOwn(datasets, nameOrPath)
    ? await datasets[nameOrPath]!.open(options)
    : await openPath(nameOrPath, options);
  return options.count === undefined ? dataset : first(dataset, options.count);
}

/** Whether a name or path is that of a table. @throws DataError where the file can't be read. */
export async function isTable(nameOrPath: string): Promise<boolean> {
  if (Object.hasOwn(datasets, nameOrPath)) return false;
  if (isRemote(nameOrPath) || (isPattern(nameOrPath) && !(await exists(nameOrPath)))) return true;
  const info = await stat(nameOrPath).catch(() => undefined);
  return info?.isFile() === true && !isImageName(nameOrPath) && (await looksLikeTable(nameOrPath));
}

async function openPath(given: string, options: OpenOptions): Promise<Dataset> {
  const { part = "train" } = options;
  if (await isTable(given)) return openTable(given, options.table);
  const [, path = given, array] = /^(.+\.npz):([^/\\]+)$/i.exec(given) ?? [];
  const info = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw error.code === "ENOENT" ? unknownName(path) : explainFileError(error, path);
  });
  if (info.isDirectory()) return (await isIdxFolder(path)) ? openIdxFolder(path, part) : openImageFolder(path, options);
  if (isImageName(path)) return openImage(path, options);
  const bytes = await readBytes(path);
  const reader = readerOf(bytes, path);
  if (reader?.holds === "files") return openNpz(bytes, path, { part, ...(array !== undefined && { name: array }) });
  if (reader?.holds !== "array" || reader === idx) return openIdxFile(path, bytes);
  return checkDataset({ name: basename(path), examples: storedExamples(await reader.read(bytes, path), path) });
}

function unknownName(name: string): DataError {
  const near = nearest(name, Object.keys(datasets));
  const hint = near ? `Did you mean "${near}"?` : `Check the path, or take one of ${Object.keys(datasets).join(", ")}.`;
  return new DataError(`There is no dataset or file "${name}". ${hint}`);
}
