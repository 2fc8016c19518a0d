import { join } from "node:path";
import { DataError } from "../core/errors.ts";
import { readRegularFile } from "../data/files.node.ts";
import type { TrainingState } from "../training/state.ts";
import { type FolderFiles, familyIn, type ModelConfig } from "./config.ts";
import { type ModelFolder, modelFiles, modelFromFiles, READ_FILES } from "./files.ts";
import { replaceFolder } from "./replace-folder.node.ts";
import type { Sequential } from "./sequential.ts";

/** Writes the files of `modelFiles` to a folder. It is there whole or not at all. @throws DataError where the folder exists and isn't a model, or can't be written. */
export const saveModelFolder = async (path: string, folder: ModelFolder): Promise<void> =>
  replaceFolder(path, modelFiles(folder));

/** Reads a model folder. @throws DataError where it isn't one, or a file in it is broken. */
export const loadModelFolder = async (
  path: string,
): Promise<{ readonly config: ModelConfig; readonly model: Sequential; readonly state?: TrainingState }> =>
  modelFromFiles(await readFolder(path, READ_FILES), path);

/** The family of the model in a folder. @throws DataError where it isn't one. */
export const familyOf = async (path: string): Promise<string> => familyIn(await readFolder(path, ["config.json"]), path);

/** Some of a folder's files, those that are there. @throws DataError where one is there and can't be read. */
export async function readFolder(path: string, names: readonly string[]): Promise<FolderFiles> {
  const files: Record<string, Uint8Array> = {};
  for (const name of names) {
    const bytes = await readRegularFile(join(path, name)).catch((error: NodeJS.ErrnoException) => {
      const { code } = error;
      if (code === "ENOENT" || code === "ENOTDIR") return undefined;
      if (error instanceof DataError) throw error;
      throw new DataError(`${join(path, name)} can't be read (${code}). Save the model again.`);
    });
    if (bytes) files[name] = bytes;
  }
  return files;
}
