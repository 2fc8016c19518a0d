import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { succeeds } from "../core/attempt.ts";
import { DataError, OptionError } from "../core/errors.ts";
import { expectPath, readRegularFile } from "../core/files.node.ts";
import { familyIn } from "./config.ts";
import { listOf } from "./digests.ts";
import { type LoadedModel, type LoadModelOptions, modelFromFiles, READ_FILES } from "./files.ts";
import { CONFIG, type FolderFiles } from "./folder-files.ts";
import { placesOf, replaceFolder } from "./replace-folder.node.ts";
import { type ModelFolder, modelFiles } from "./written-files.ts";

export { replaceFolder };

/**
 * Writes the files of `modelFiles` to a folder, which is replaced completely or not at all.
 * @throws DataError if the folder exists and isn't a model, or can't be written.
 */
export const saveModelFolder = async (path: string, folder: ModelFolder): Promise<void> =>
  replaceFolder(path, modelFiles(folder));

/** Reads a model folder. @throws DataError if it isn't a model folder, or if a file in it is broken. */
export const loadModelFolder = (path: string, options: LoadModelOptions = {}): Promise<LoadedModel> =>
  readFolder(path, READ_FILES, (files) => modelFromFiles(files, path, options));

/** Returns the family of the model in a folder. @throws DataError if it isn't a model folder. */
export const familyOf = (path: string): Promise<string> => readFolder(path, [CONFIG], (files) => familyIn(files, path));

/** Returns whether a folder contains a model. */
export async function hasModel(path: string): Promise<boolean> {
  return (await placesOf(path)).some((place) => existsSync(join(place, CONFIG)));
}

/** Returns whether a folder contains a model of an early version, which stored no digests. */
export async function lacksDigests(path: string): Promise<boolean> {
  const files = await filesIn(path, [CONFIG]);
  return listOf(files) === undefined && succeeds(() => familyIn(files, path));
}

/** Maximum time in milliseconds for reading a folder repeatedly while another process saves there. */
const PATIENCE_MS = 10_000;

/**
 * Reads those of a folder's files that exist, and returns what `make` makes of them. If `make` finds a broken file, the files are
 * read again, because another process may be saving a new model there. If the files are still the same, the error is thrown.
 * @throws DataError if a file exists and can't be read; and any error of `make`.
 */
export async function readFolder<T>(path: string, names: readonly string[], make: (files: FolderFiles) => T): Promise<T> {
  expectPath(path, "a model folder");
  const until = performance.now() + PATIENCE_MS;
  let before: FolderFiles | undefined;
  for (;;) {
    const files = await filesIn(path, names);
    const isAgain = before !== undefined && isSame(files, before);
    // Without digests, a mixture of two models can't be detected, so the files are read until they stay the same.
    const isKnown = isAgain || listOf(files) !== undefined || performance.now() > until;
    before = files;
    try {
      if (isKnown) return make(files);
    } catch (error) {
      // An OptionError means that the model has another kind. Its files aren't broken, so reading them again wouldn't help.
      if (error instanceof OptionError || isAgain || performance.now() > until) throw error;
    }
    await wait(5);
  }
}

/** Reads those of a folder's files that exist. While another process moves its new files into place, these new files are read. */
export async function filesIn(path: string, names: readonly string[]): Promise<FolderFiles> {
  const files: Record<string, Uint8Array> = {};
  const places = await placesOf(path);
  for (const name of names)
    for (const place of places) {
      if (files[name]) break;
      const bytes = await readRegularFile(join(place, name)).catch((error: NodeJS.ErrnoException) => {
        const { code } = error;
        if (code === "ENOENT" || code === "ENOTDIR") return undefined;
        if (error instanceof DataError) throw error;
        throw new DataError(`${join(path, name)} can't be read (${code}). Save the model again.`);
      });
      if (bytes) files[name] = bytes;
    }
  return files;
}

const isSame = (a: FolderFiles, b: FolderFiles): boolean =>
  Object.keys(a).length === Object.keys(b).length &&
  Object.entries(a).every(([name, bytes]) => b[name] !== undefined && Buffer.compare(bytes, b[name]) === 0);
