import { DataError } from "../../core/errors.ts";
import type { Dataset } from "../../data/dataset.ts";
import { endingsOf, inOrder, isImageName } from "../../data/image-names.ts";
import { arraysIn } from "../../data/npz.ts";
import type { MemoryColumn, MemoryTable } from "../../data/tables/in-memory.ts";
import { type MemoryTableOptions, openTable } from "../../data/tables/in-memory-open.ts";
import type { ZipEntry } from "../../data/zip.ts";
import { readArrays } from "./arrays.ts";
import type { DroppedFile } from "./dropped.ts";
import { readImages } from "./images.ts";
import { type Kind, kindOf, unreadable } from "./kinds.ts";
import { expectRoom, MOST_BYTES } from "./limits.ts";
import { modelIn } from "./model-files.ts";
import { readTable } from "./tables.ts";
import { gunzip, isGzip, isHidden, unzip } from "./unpack.ts";

export type OpenedFiles =
  | {
      readonly kind: "dataset";
      readonly dataset: Dataset;
      /** Of a table: every column's own values, in the order of the examples. */
      readonly cells?: readonly MemoryColumn[];
      /** The table as it was read: `openTable` takes it again where another label is chosen. */
      readonly table?: MemoryTable;
    }
  | { readonly kind: "model"; readonly files: Readonly<Record<string, Uint8Array>> };

/** A file in memory, unpacked. */
export interface OpenFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly kind: Kind;
}

/**
 * What was dropped or chosen as examples, or as a model's files: a table (CSV, TSV, JSON, Parquet, packed or not), IDX or .npy files with their labels, a .npz
 * archive, images, or a model folder; each also inside a .zip. The kind is seen from the content.
 * @throws DataError, OptionError in one line: the file, what is wrong in it and where, what to do.
 */
export async function openFiles(dropped: readonly DroppedFile[], choices: MemoryTableOptions = {}): Promise<OpenedFiles> {
  const shown = dropped.filter(({ path }) => !isHidden(path)).toSorted((a, b) => inOrder(a.path, b.path));
  if (shown.length === 0)
    throw new DataError("There is no file in what was dropped. Drop a file, a folder of images, or a .zip.");
  const root = rootOf(shown.map(({ path }) => path));
  const name = root ?? (shown.length === 1 ? shown[0]!.path : `${shown.length} files`);
  expectRoom(
    name,
    "has",
    shown.reduce((sum, { size }) => sum + size, 0),
  );
  const files = await Promise.all(shown.map(open));
  const [only] = files;
  if (files.length > 1 || only!.kind !== "zip") return read(files, name, choices);
  const entries = entriesOf(only!.bytes, only!.path);
  if (entries.every((entry) => entry.name.endsWith(".npy"))) return { kind: "dataset", dataset: arraysIn(entries, only!.path) };
  const inside = entries.map((entry) => opened(entry.name, entry.read()));
  return read(inside, only!.path.replace(/^.*\//, "").replace(/\.zip$/i, ""), choices);
}

async function open({ path, bytes }: DroppedFile): Promise<OpenFile> {
  const read = await bytes().catch(() => {
    throw new DataError(`${path} can't be read: it was changed, moved, or taken away. Drop it again.`);
  });
  return opened(path, read);
}

function opened(path: string, bytes: Uint8Array): OpenFile {
  const plain = isGzip(bytes) ? gunzip(bytes, path) : bytes;
  return { path, bytes: plain, kind: kindOf(plain) };
}

/** The folder that all paths lie in. */
function rootOf(paths: readonly string[]): string | undefined {
  const [first] = paths.map((path) => (path.includes("/") ? path.slice(0, path.indexOf("/")) : undefined));
  return first !== undefined && paths.every((path) => path.startsWith(`${first}/`)) ? first : undefined;
}

/** Paths below the folder that all lie in; of folders `train` and `test`, those of `train`. */
function below<T extends { readonly path: string }>(
  files: readonly T[],
): { readonly files: readonly T[]; readonly notes: readonly string[] } {
  const root = rootOf(files.map(({ path }) => path));
  if (root !== undefined) return below(files.map((file) => ({ ...file, path: file.path.slice(root.length + 1) })));
  const inPart = (part: string) => files.filter(({ path }) => path.startsWith(`${part}/`));
  if (inPart("train").length === 0 || inPart("test").length === 0) return { files, notes: [] };
  const { files: taken } = below(inPart("train"));
  return { files: taken, notes: ["Of the folders train and test, train was taken. Drop the other by itself to see it."] };
}

async function read(files: readonly OpenFile[], name: string, choices: MemoryTableOptions): Promise<OpenedFiles> {
  expectRoom(
    name,
    "unpacks to",
    files.reduce((sum, { bytes }) => sum + bytes.length, 0),
    MOST_BYTES,
  );
  const model = modelIn(files);
  if (model) return { kind: "model", files: model };
  const of = (...kinds: readonly Kind[]) => files.filter(({ kind }) => kinds.includes(kind));
  const images = files.filter(({ kind, path }) => kind === "image" || isImageName(path));
  const [arrays, zips, tables] = [of("idx", "npy"), of("zip"), tablesIn(files)];
  const taken = [images, arrays, zips, tables].find((some) => some.length > 0);
  if (!taken) throw new DataError(nothingIn(files, name));
  const others = files.filter((file) => !taken.includes(file));
  const notes =
    others.length > 0
      ? [`${endingsOf(others.map(({ path }) => path))} in ${name} ${others.length > 1 ? "are" : "is"} left out`]
      : [];
  if (taken === images) {
    const { files: own, notes: ofParts } = below(images);
    return dataset(await readImages(own, images.length === 1 ? images[0]!.path : name), [...notes, ...ofParts]);
  }
  if (taken === arrays) return dataset(readArrays(arrays), notes);
  expectOne(taken);
  const [{ path, bytes }] = taken as readonly [OpenFile];
  if (taken === zips) return dataset(npzIn(bytes, path), notes);
  const table = await readTable(bytes, path.replace(/^.*\//, ""));
  const { dataset: made, cells } = await openTable({ ...table, notes: [...(table.notes ?? []), ...notes] }, choices);
  return { kind: "dataset", dataset: made, cells, table };
}

const dataset = (made: Dataset, notes: readonly string[]): OpenedFiles => {
  const all = [...notes, ...(made.notes ?? [])];
  return { kind: "dataset", dataset: { ...made, ...(all.length > 0 && { notes: all }) } };
};

function npzIn(bytes: Uint8Array, path: string): Dataset {
  const entries = entriesOf(bytes, path);
  if (!entries.some(({ name }) => name.endsWith(".npy")))
    throw new DataError(`${path} is a .zip among other files. Drop it by itself.`);
  return arraysIn(entries, path);
}

function entriesOf(bytes: Uint8Array, path: string): readonly ZipEntry[] {
  const entries = unzip(bytes, path);
  if (entries.some(({ name }) => name === "[Content_Types].xml"))
    throw new DataError(`${path} is a file of Excel, Word or PowerPoint. Save its table as CSV.`);
  return entries;
}

/** A file by itself may be a table whatever its name; among others it is one by its name: README.md isn't. */
const tablesIn = (files: readonly OpenFile[]): readonly OpenFile[] =>
  files.filter(
    ({ kind, path }) =>
      kind === "parquet" || (kind === "text" && (files.length === 1 || /\.(csv|tsv|txt|json|jsonl|ndjson)(\.gz)?$/i.test(path))),
  );

function expectOne(files: readonly OpenFile[]): void {
  if (files.length > 1)
    throw new DataError(
      `There are ${files.length} files to choose from: ${files
        .slice(0, 4)
        .map(({ path }) => path)
        .join(", ")}${files.length > 4 ? ", …" : ""}. Drop one of them.`,
    );
}

function nothingIn(files: readonly OpenFile[], name: string): string {
  if (files.length === 1) return unreadable(files[0]!.bytes, files[0]!.path);
  return `${name} holds ${endingsOf(files.map(({ path }) => path))}, nothing that is read here. Drop a table, images, IDX, .npy or .npz files, or a model's folder.`;
}
