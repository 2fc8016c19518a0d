import { inflateSync, strToU8, zipSync } from "fflate";
import { DataError } from "../../core/errors.ts";
import { entriesOf, isZip, type ZipEntry } from "../../data/zip.ts";
import type { FolderFiles } from "../../models/index.ts";

/** A model folder as one ZIP archive, its files in a folder that is called as the model. */
export function zipModel(name: string, files: Readonly<Record<string, Uint8Array | string>>): Uint8Array<ArrayBuffer> {
  const folder = folderName(name);
  const bytesOf = (file: Uint8Array | string) => (typeof file === "string" ? strToU8(file) : file);
  return zipSync(Object.fromEntries(Object.entries(files).map(([file, contents]) => [`${folder}/${file}`, bytesOf(contents)])));
}

/** A name that every system takes for a folder. */
export const folderName = (name: string): string =>
  name
    .replaceAll(/\s*[^\p{L}\p{N}._ -]+\s*/gu, "-")
    .replace(/^[.\s-]+|[.\s-]+$/g, "")
    .slice(0, 100) || "model";

/** A model folder that was in an archive. */
export interface UnzippedModel {
  /** The folder's name; the archive's, where the files aren't in a folder. */
  readonly name: string;
  readonly files: FolderFiles;
}

/** More than any autoencoder that a page can hold. */
const MOST_BYTES = 2 ** 30;

/** What macOS puts beside files. */
const isAside = (path: string): boolean => path.startsWith("__MACOSX/");

/**
 * The model folder in a ZIP archive, at whatever depth: the one of a config.json that is the least deep. Files in folders below it are left out.
 * `where` is the archive's name, for messages.
 * @throws DataError where there is no model or there are several, a file is broken, or they would take more than 1 GiB.
 */
export function unzipModel(bytes: Uint8Array, where: string): UnzippedModel {
  if (!isZip(bytes)) throw new DataError(`${where} is no ZIP archive. Give a model folder, packed as .zip.`);
  const entries = entriesOf(bytes, where, {
    inflate: (packed, size) => inflateSync(packed, { out: new Uint8Array(size) }),
    ifUnusual: "Pack the folder again, as a plain .zip.",
    ifTooLarge: "Take only the model's own folder.",
  }).map((entry) => ({ ...entry, path: entry.name.replaceAll("\\", "/") }));
  const folder = modelFolderAmong(
    entries.map(({ path }) => path),
    where,
  );
  const own = entries.filter(
    ({ path }) => path.startsWith(folder) && !path.slice(folder.length).includes("/") && path !== folder,
  );
  expectRoom(own, where);
  return {
    name: folder.split("/").at(-2) ?? where.replace(/\.zip$/i, ""),
    files: Object.fromEntries(own.map(({ path, read }) => [path.slice(folder.length), read()])),
  };
}

/** The path before a model's file names: "stacked/", or "". */
function modelFolderAmong(paths: readonly string[], where: string): string {
  const folders = paths.filter((path) => /(^|\/)config\.json$/.test(path) && !isAside(path)).map((path) => path.slice(0, -11));
  if (folders.length === 0)
    throw new DataError(`${where} holds no model: there is no config.json in it. Pack a folder that codings has written.`);
  const depth = (folder: string) => folder.split("/").length;
  const least = Math.min(...folders.map(depth));
  const [first, ...others] = folders.filter((folder) => depth(folder) === least);
  if (others.length > 0)
    throw new DataError(
      `${where} holds ${others.length + 1} models: ${[first, ...others].slice(0, 4).join(", ")}. Pack one of them alone.`,
    );
  return first!;
}

function expectRoom(entries: readonly ZipEntry[], where: string): void {
  const size = entries.reduce((sum, entry) => sum + entry.size, 0);
  if (size > MOST_BYTES)
    throw new DataError(
      `${where} would take ${(size / 2 ** 30).toFixed(1)} GiB unpacked, more than the 1 GiB that a model may have here. Open it with the codings command.`,
    );
}
