import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { DataError } from "../core/errors.ts";
import { exists, explainFileError } from "../core/files.node.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { nearest } from "../core/suggest.ts";
import { isTableWithGaps } from "./array-table.ts";
import { datasets, type NamedDataset } from "./built-in/index.node.ts";
import type { BuiltInOptions } from "./built-in/index.ts";
import { checkDataset, roundedNote, storedExamples } from "./checks.ts";
import type { Dataset } from "./dataset.ts";
import { idx } from "./readers/idx.ts";
import { isIdxFolder, openIdxFile, openIdxFolder } from "./readers/idx-folder.node.ts";
import { type ImageFolderOptions, openImage, openImageFolder } from "./readers/image-folder.node.ts";
import { isImageName } from "./readers/image-names.ts";
import { readerOf } from "./readers/index.ts";
import { npy, parseNpy } from "./readers/npy.ts";
import { npzArrays, onlyTableIn, openNpz } from "./readers/npz.node.ts";
import { readBytes } from "./readers/read-bytes.node.ts";
import { isTiff } from "./readers/signatures.ts";
import { unreadable } from "./readers/unread.ts";
import { zip } from "./readers/zip.ts";
import { first } from "./split.ts";
import { isPattern, isRemote, kindOfFile, splitArray } from "./tables/duckdb/files.node.ts";
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
  /** Whether rows of numbers in a .npy or .npz file are a table, with columns column1, column2, …; by default where some are missing (NaN). */
  readonly asTable?: boolean;
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
  asTable: true,
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

/**
 * Whether a name or path is that of a table; rows of numbers in a .npy or .npz file are one where some are missing (NaN).
 * @param asTable whether all such rows are one, or none.
 * @throws DataError where the file can't be read.
 */
export async function isTable(nameOrPath: string, asTable?: boolean): Promise<boolean> {
  if (Object.hasOwn(datasets, nameOrPath)) return false;
  if (isRemote(nameOrPath) || (isPattern(nameOrPath) && !(await exists(nameOrPath)))) return true;
  const { path, array } = splitArray(nameOrPath);
  const info = await stat(path).catch(() => undefined);
  if (info?.isFile() !== true || isImageName(path)) return false;
  const { head, reader } = await kindOfFile(path);
  if (head.length === 0 || reader?.holds === "table") return true;
  if (reader !== npy && reader !== zip) return false;
  return asTable !== false && isArrayTable(await readBytes(path), path, { name: array, asTable });
}

/**
 * Whether the rows of numbers of a .npy file, or of an archive's array, have missing values (or are to be a table), or an archive holds nothing but a table. What is
 * wrong with them is said when they are opened.
 */
function isArrayTable(
  bytes: Uint8Array,
  path: string,
  { name, asTable = false }: { readonly name: string | undefined; readonly asTable: boolean | undefined },
): boolean {
  try {
    const only = zip.recognises(bytes, path) ? onlyTableIn(bytes, path) : undefined;
    if (only) return true;
    const read = npy.recognises(bytes, path)
      ? parseNpy(bytes, path)
      : npzArrays(bytes, path, name === undefined ? {} : { name }).array;
    return (asTable && read.shape.length === 2) || isTableWithGaps(read);
  } catch (error) {
    if (error instanceof DataError) return false;
    throw error;
  }
}

async function openPath(given: string, options: OpenOptions): Promise<Dataset> {
  const { part = "train", asTable } = options;
  if (await isTable(given, asTable)) return openTable(given, options.table);
  const { path, array } = splitArray(given);
  const info = await stat(path).catch(async (error: NodeJS.ErrnoException) => {
    throw error.code === "ENOENT" || error.code === "ENOTDIR" ? await unknownName(path) : explainFileError(error, path);
  });
  if (info.isDirectory()) return (await isIdxFolder(path)) ? openIdxFolder(path, part) : openImageFolder(path, options);
  if (isImageName(path)) return openImage(path, options);
  if (info.isFile()) {
    const { head, reader } = await kindOfFile(path);
    if (reader?.holds === "image" || isTiff(head)) return openImage(path, options);
    if (!reader) throw new DataError(unreadable({ path, bytes: head, reader }));
  }
  const bytes = await readBytes(path);
  const reader = readerOf(bytes, path);
  if (reader?.holds === "files") return openNpz(bytes, path, { part, ...(array !== undefined && { name: array }) });
  if (reader === idx) return openIdxFile(path, bytes);
  if (reader?.holds !== "array") throw new DataError(unreadable({ path, bytes, reader }));
  const read = await reader.read(bytes, path);
  const notes = roundedNote(read, path);
  return checkDataset({ name: basename(path), examples: storedExamples(read), ...(notes.length > 0 && { notes }) });
}

const ADDRESS = /^([a-z][a-z0-9+.-]+:\/\/|www\.)/i;

async function unknownName(name: string): Promise<DataError> {
  if (ADDRESS.test(name))
    return new DataError(
      `${name} is an address, and data are read from files of this machine. Download the file first, and give its path.`,
    );
  const inFolder = async () => {
    const files = await readdir(dirname(name)).catch(() => []);
    const file = nearest(basename(name), files);
    return file === undefined ? undefined : join(dirname(name), file);
  };
  const near = nearest(name, Object.keys(datasets)) ?? (await inFolder());
  const hint = near ? `Did you mean "${near}"?` : `Check the path, or take one of ${Object.keys(datasets).join(", ")}.`;
  return new DataError(`There is no dataset or file "${name}". ${hint}`);
}
