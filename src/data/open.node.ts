import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Bytes } from "../core/bytes.ts";
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

/** The options of `openDataset` in Node. */
export interface OpenOptions extends ImageFolderOptions, BuiltInOptions {
  /** The part of the dataset; `train` by default. */
  readonly part?: "train" | "test";
  /** Number of examples to use, from the first one on; all by default. */
  readonly count?: number;
  /** Seed for generated or shuffled data; the dataset's own or 42 by default. */
  readonly seed?: number;
  /** The options of tables: columns, preprocessing and validation rows. */
  readonly table?: TableOptions;
  /**
   * Whether to read rows of numbers in a .npy or .npz file as a table, with columns column1, column2, …; by default only if some
   * are missing (NaN).
   */
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
  maxMemory: true,
  onImages: true,
  table: true,
  asTable: true,
};

/**
 * Opens a dataset by its name ("mnist") or its path. The path leads to a table (CSV, TSV, JSON, Parquet; compressed or not; also
 * a glob pattern or a URL), a folder of images or with MNIST's four files, an image, an IDX file, a .npy file, or a .npz archive.
 * "archive.npz:name" is one array of an archive. The content of a file decides how it is read, not its name.
 * @throws DataError if the name or path isn't known (the message suggests a similar name), or if the file is broken.
 * @throws OptionError if the dataset has fewer examples than `count`.
 * @example const digits = await openDataset("mnist", { count: 1000 });
 */
export async function openDataset(nameOrPath: string, options: OpenOptions = {}): Promise<Dataset> {
  knownOptions("openDataset", options, OPEN_OPTIONS);
  if (typeof nameOrPath !== "string")
    throw new DataError(
      "openDataset takes the name of a dataset or a path. Data in memory need no opening: give them to a model or task directly. fromRecords makes a dataset from rows as objects.",
    );
  const dataset = Object.hasOwn(datasets, nameOrPath)
    ? await datasets[nameOrPath]!.open(options)
    : await openPath(nameOrPath, options);
  return options.count === undefined ? dataset : first(dataset, options.count);
}

/**
 * Whether a name or path is that of a table. By default, rows of numbers in a .npy or .npz file are a table only if some are
 * missing (NaN).
 * @param asTable - true if rows of numbers are always a table, false if they never are.
 * @throws DataError if the file can't be read.
 */
export async function isTable(nameOrPath: string, asTable?: boolean, maxMemory?: Bytes): Promise<boolean> {
  if (Object.hasOwn(datasets, nameOrPath)) return false;
  if (isRemote(nameOrPath) || (isPattern(nameOrPath) && !(await exists(nameOrPath)))) return true;
  const { path, array } = splitArray(nameOrPath);
  const info = await stat(path).catch(() => undefined);
  if (info?.isFile() !== true || isImageName(path)) return false;
  const { head, reader } = await kindOfFile(path);
  if (head.length === 0 || reader?.holds === "table") return true;
  if (reader !== npy && reader !== zip) return false;
  return asTable !== false && isArrayTable(await readBytes(path, { maxMemory }), path, { name: array, asTable, maxMemory });
}

/**
 * Whether a .npy file or an array of an archive holds rows with missing values (or rows to read as a table), or an archive
 * contains only a table. Errors in the file are ignored here, because opening it reports them.
 */
function isArrayTable(
  bytes: Uint8Array,
  path: string,
  {
    name,
    asTable = false,
    maxMemory,
  }: { readonly name: string | undefined; readonly asTable: boolean | undefined; readonly maxMemory: Bytes | undefined },
): boolean {
  try {
    const only = zip.recognises(bytes, path) ? onlyTableIn(bytes, path, maxMemory) : undefined;
    if (only) return true;
    const read = npy.recognises(bytes, path)
      ? parseNpy(bytes, path)
      : npzArrays(bytes, path, { maxMemory, ...(name !== undefined && { name }) }).array;
    return (asTable && read.shape.length === 2) || isTableWithGaps(read);
  } catch (error) {
    if (error instanceof DataError) return false;
    throw error;
  }
}

async function openPath(given: string, options: OpenOptions): Promise<Dataset> {
  const { part = "train", asTable, maxMemory } = options;
  if (await isTable(given, asTable, maxMemory))
    return openTable(given, { ...options.table, ...(maxMemory !== undefined && { maxMemory }) });
  const { path, array } = splitArray(given);
  const info = await stat(path).catch(async (error: NodeJS.ErrnoException) => {
    throw error.code === "ENOENT" || error.code === "ENOTDIR" ? await unknownName(path) : explainFileError(error, path);
  });
  if (info.isDirectory())
    return (await isIdxFolder(path)) ? openIdxFolder(path, part, maxMemory) : openImageFolder(path, options);
  if (isImageName(path)) return openImage(path, options);
  if (info.isFile()) {
    const { head, reader } = await kindOfFile(path);
    if (reader?.holds === "image" || isTiff(head)) return openImage(path, options);
    if (!reader) throw new DataError(unreadable({ path, bytes: head, reader }));
  }
  const bytes = await readBytes(path, { maxMemory });
  const reader = readerOf(bytes, path);
  if (reader?.holds === "files") return openNpz(bytes, path, { part, maxMemory, ...(array !== undefined && { name: array }) });
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
      `${name} is a URL, but data are read from files on this machine. Download the file first, and give its path.`,
    );
  const inFolder = async () => {
    const files = await readdir(dirname(name)).catch(() => []);
    const file = nearest(basename(name), files);
    return file === undefined ? undefined : join(dirname(name), file);
  };
  const near = nearest(name, Object.keys(datasets)) ?? (await inFolder());
  const hint = near ? `Did you mean "${near}"?` : `Check the path, or use one of ${Object.keys(datasets).join(", ")}.`;
  return new DataError(`There is no dataset or file "${name}". ${hint}`);
}
