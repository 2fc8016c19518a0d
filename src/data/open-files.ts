import { CodingsError, DataError } from "../core/errors.ts";
import { sum } from "../core/statistics.ts";
import { openedArray, readArrays } from "./array-files.ts";
import type { Dataset } from "./dataset.ts";
import type { DroppedFile } from "./dropped.ts";
import { leftOutFor, othersNote, withNotes } from "./left-out-files.ts";
import { modelIn } from "./model-files.ts";
import type { OpenedFiles } from "./opened-files.ts";
import { endingsOf, inOrder, isImageName } from "./readers/image-names.ts";
import { readImages } from "./readers/images.ts";
import { readerOf } from "./readers/index.ts";
import { expectRoom, mostInPage } from "./readers/limits.ts";
import { chosenArrays } from "./readers/npz.ts";
import type { Contents, FileOf, OpenFile } from "./readers/reader.ts";
import { unpacked } from "./readers/unpacked.ts";
import { unreadable, wrongEnding } from "./readers/unread.ts";
import { zip } from "./readers/zip.ts";
import type { ZipEntry } from "./readers/zip-entry.ts";
import { type MemoryTableOptions, tableDataset } from "./tables/memory/dataset.ts";
import type { MemoryTable } from "./tables/memory/table.ts";
import { openingFor } from "./tables/schema/opening.ts";

/**
 * Opens the files that the user dropped or chose, as a dataset or as the files of a model. They may be a table (CSV, TSV, JSON,
 * Parquet, compressed or not), IDX or .npy files with their labels, a .npz archive, images, or a model folder. Each may be inside
 * a .zip. The content of a file decides how it is read, not its name.
 * @throws DataError, OptionError with one line: the file, what is wrong in it and where, and what to do.
 */
export async function openFiles(dropped: readonly DroppedFile[], choices: MemoryTableOptions = {}): Promise<OpenedFiles> {
  const shown = dropped.filter(({ path }) => !isHidden(path)).toSorted((a, b) => inOrder(a.path, b.path));
  if (shown.length === 0)
    throw new DataError(
      "Nothing to open: the files you dropped are hidden, or the folder is empty. Drop a file, a folder of images, or a .zip.",
    );
  const root = rootOf(shown.map(({ path }) => path));
  const name = root ?? (shown.length === 1 ? shown[0]!.path : `${shown.length} files`);
  const most = mostInPage(choices.maxMemory);
  expectRoom(name, "has", sum(shown.map(({ size }) => size)), most);
  const { files, notes } = await openable(shown, most);
  const [only] = files;
  if (files.length > 1 || only!.reader !== zip) return withNotes(await read(files, name, choices), notes);
  const entries = await entriesOf(only!.bytes, only!.path, most);
  if (entries.every((entry) => entry.name.endsWith(".npy")))
    return withNotes(await archived(entries, only!.path, choices), notes);
  const room = { left: most };
  const inside = entries.map((entry) => opened(entry.name, entry.read(), room));
  return withNotes(await read(inside, only!.path.replace(/^.*\//, "").replace(/\.zip$/i, ""), choices), notes);
}

/** Opens all files that can be opened, and makes a note for each of the others. @throws DataError if none can be opened. */
async function openable(
  dropped: readonly DroppedFile[],
  most: number,
): Promise<{ readonly files: readonly OpenFile[]; readonly notes: readonly string[] }> {
  const room = { left: most };
  const tried = await Promise.allSettled(dropped.map((file) => open(file, room)));
  const files = tried.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const wrong = tried.flatMap((one) => (one.status === "rejected" ? [one.reason as unknown] : []));
  if (files.length === 0) throw wrong[0];
  return { files, notes: wrong.map(leftOutFor) };
}

async function open({ path, bytes }: DroppedFile, room: Room): Promise<OpenFile> {
  const read = await bytes().catch(() => {
    throw new DataError(`${path} can't be read: it was changed, moved or deleted. Drop it again.`);
  });
  return opened(path, read, room);
}

/** Total number of bytes that compressed files may still unpack to. */
interface Room {
  left: number;
}

function opened(path: string, bytes: Uint8Array, room: Room): OpenFile {
  const plain = unpacked(bytes, path, room.left);
  if (plain !== bytes) room.left -= plain.length;
  return { path, bytes: plain, reader: readerOf(plain, path) };
}

/** Returns the folder that contains all paths; undefined if there is none. */
function rootOf(paths: readonly string[]): string | undefined {
  const [first] = paths.map((path) => (path.includes("/") ? path.slice(0, path.indexOf("/")) : undefined));
  return first !== undefined && paths.every((path) => path.startsWith(`${first}/`)) ? first : undefined;
}

/**
 * Makes paths relative to the folder that contains all files. If it has the folders `train` and `test`, only files of `train` are
 * returned.
 */
function below<T extends { readonly path: string }>(
  files: readonly T[],
): { readonly files: readonly T[]; readonly notes: readonly string[] } {
  const root = rootOf(files.map(({ path }) => path));
  if (root !== undefined) return below(files.map((file) => ({ ...file, path: file.path.slice(root.length + 1) })));
  const inPart = (part: string) => files.filter(({ path }) => path.startsWith(`${part}/`));
  if (inPart("train").length === 0 || inPart("test").length === 0) return { files, notes: [] };
  const { files: taken } = below(inPart("train"));
  return {
    files: taken,
    notes: ["There are folders train and test, and only train was opened. To see the other, drop it alone."],
  };
}

async function read(files: readonly OpenFile[], name: string, choices: MemoryTableOptions): Promise<OpenedFiles> {
  expectRoom(name, "unpacks to", sum(files.map(({ bytes }) => bytes.length)), mostInPage(choices.maxMemory));
  const model = modelIn(files);
  if (model) return { kind: "model", files: model };
  const holding = <Holds extends keyof Contents>(what: Holds) =>
    files.filter((file): file is FileOf<Holds> => file.reader?.holds === what);
  const [arrays, archives, tables] = [holding("array"), holding("files"), tablesIn(files)];
  const images = files.filter(({ reader, path }) => reader?.holds === "image" || isImageName(path));
  const found: readonly Group[] = [
    { what: "the images", files: images, open: () => readPictures(images, name) },
    { what: "the arrays", files: arrays, open: () => arraysIn(arrays, choices) },
    { what: "the .npz", files: archives, open: () => npzIn(onlyOf(archives), choices) },
    { what: "the table", files: tables, open: () => readTables(tables, choices) },
  ].filter((group) => group.files.length > 0);
  // A few images are too few to train a model on, so a table next to them is preferred.
  const groups = found[0]?.files === images && images.length < FEWEST_IMAGES ? [...found.slice(1), ...found.slice(0, 1)] : found;
  if (groups.length === 0) throw new DataError(nothingIn(files, name));
  const wrong: CodingsError[] = [];
  const failed = new Set<OpenFile>();
  for (const group of groups) {
    try {
      const taken = await group.open();
      const others = files.filter((file) => !group.files.includes(file) && !failed.has(file));
      return withNotes(taken, [...wrong.map(leftOutFor), ...othersNote(others, name, group.what)]);
    } catch (error) {
      if (groups.length === 1 || !(error instanceof CodingsError)) throw error;
      wrong.push(error);
      for (const file of group.files) failed.add(file);
    }
  }
  throw new DataError(wrong.map(({ message }) => message).join(" "));
}

/** Files that can be opened together. */
interface Group {
  readonly what: string;
  readonly files: readonly OpenFile[];
  open(): Promise<OpenedFiles>;
}

const FEWEST_IMAGES = 4;

async function readPictures(images: readonly OpenFile[], name: string): Promise<OpenedFiles> {
  const { files, notes } = below(images);
  return dataset(await readImages(files, images.length === 1 ? images[0]!.path : name), notes);
}

/** Opens the only table. If there are several, it opens the only readable one. @throws DataError if more than one can be read. */
async function readTables(files: readonly FileOf<"table">[], choices: MemoryTableOptions): Promise<OpenedFiles> {
  const asked = openingFor(choices, choices.preprocessing);
  const read = async ({ bytes, path, reader }: FileOf<"table">) => reader.read(bytes, path.replace(/^.*\//, ""), asked);
  const tables: MemoryTable[] = [];
  const notes: string[] = [];
  for (const file of files) {
    if (tables.length > 1) break;
    const table =
      files.length === 1 ? await read(file) : await read(file).catch((error: unknown) => void notes.push(leftOutFor(error)));
    if (table) tables.push(table);
  }
  if (tables.length !== 1) onlyOf(files);
  const [first] = tables as [MemoryTable];
  const table = { ...first, ...(notes.length > 0 && { notes: [...(first.notes ?? []), ...notes] }) };
  const { dataset: made, cells } = await tableDataset(table, { validation: 0.1, ...choices });
  return { kind: "dataset", dataset: made, cells, table };
}

const dataset = (made: Dataset, notes: readonly string[] = []): OpenedFiles => {
  const all = [...notes, ...(made.notes ?? [])];
  return { kind: "dataset", dataset: { ...made, ...(all.length > 0 && { notes: all }) } };
};

const arraysIn = async (files: readonly FileOf<"array">[], choices: MemoryTableOptions): Promise<OpenedFiles> => ({
  kind: "dataset",
  ...(await readArrays(files, choices)),
});

/** Opens the arrays of a NumPy archive (.npz). */
async function archived(entries: readonly ZipEntry[], path: string, choices: MemoryTableOptions): Promise<OpenedFiles> {
  const { array, labels, notes } = chosenArrays(entries, path);
  const name = path.replace(/^.*[\\/]/, "").replace(/\.npz$/, "");
  return { kind: "dataset", ...(await openedArray(array, name, { labels: labels?.array, notes }, choices)) };
}

async function npzIn({ bytes, path }: OpenFile, choices: MemoryTableOptions): Promise<OpenedFiles> {
  const entries = await entriesOf(bytes, path, mostInPage(choices.maxMemory));
  if (!entries.some(({ name }) => name.endsWith(".npy")))
    throw new DataError(`${path} is a .zip among other files. Drop it alone.`);
  return archived(entries, path, choices);
}

/**
 * Lists the files of an archive, without hidden ones.
 * @throws DataError if it is broken, or unpacks to more than a page can hold.
 */
async function entriesOf(bytes: Uint8Array, path: string, most: number): Promise<readonly ZipEntry[]> {
  const entries = (await zip.read(bytes, path)).filter(({ name }) => !name.endsWith("/") && !isHidden(name));
  if (entries.length === 0) throw new DataError(`${path} contains no files. Drop another.`);
  expectRoom(path, "unpacks to", sum(entries.map(({ size }) => size)), most);
  if (entries.some(({ name }) => name === "[Content_Types].xml"))
    throw new DataError(
      `${path} is an Excel, Word or PowerPoint file, but not an .xlsx workbook. Save its table as .xlsx or CSV.`,
    );
  return entries;
}

/** Whether a file is hidden, or one that operating systems add: .DS_Store, __MACOSX/, Thumbs.db. */
const isHidden = (path: string): boolean =>
  path.split("/").some((part) => part.startsWith(".") || part === "__MACOSX" || part === "Thumbs.db" || part === "desktop.ini");

const TEXT_TABLE = /\.(csv|tsv|txt|dat|json|jsonl|ndjson|geojson|arff)(\.gz|\.zst)?$/i;

/**
 * Returns the tables. A single text file may be a table whatever its name is; among several files, README.md isn't a table, and
 * data.txt is.
 */
const tablesIn = (files: readonly OpenFile[]): readonly FileOf<"table">[] =>
  files.filter(
    (file): file is FileOf<"table"> =>
      file.reader?.holds === "table" &&
      !isImageName(file.path) &&
      !wrongEnding(file) &&
      (files.length === 1 || !file.reader.isText || TEXT_TABLE.test(file.path)),
  );

function onlyOf<T extends OpenFile>(files: readonly T[]): T {
  if (files.length > 1)
    throw new DataError(
      `There are ${files.length} files to choose from: ${files
        .slice(0, 4)
        .map(({ path }) => path)
        .join(", ")}${files.length > 4 ? ", …" : ""}. Drop one of them.`,
    );
  return files[0]!;
}

function nothingIn(files: readonly OpenFile[], name: string): string {
  if (files.length === 1) return unreadable(files[0]!);
  return `${name} contains ${endingsOf(files.map(({ path }) => path))}, and none of these formats can be opened. Drop a table, images, IDX, .npy or .npz files, or a model folder.`;
}
