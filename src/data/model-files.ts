import { DataError } from "../core/errors.ts";
import type { OpenFile } from "./readers/reader.ts";

/**
 * Returns the files of a model folder by their names in it; undefined if there is no model. A model folder has config.json and
 * model.safetensors. A model inside the folder of another model, such as a classifier on it, is ignored.
 * @throws DataError if there are several models, or if one of the two files is missing.
 */
export function modelIn(files: readonly Pick<OpenFile, "path" | "bytes">[]): Readonly<Record<string, Uint8Array>> | undefined {
  const folders = files.filter(({ path }) => nameOf(path) === "config.json").map(({ path }) => folderOf(path));
  const weights = files.filter(({ path }) => nameOf(path) === "model.safetensors").map(({ path }) => folderOf(path));
  const all = folders.filter((folder) => weights.includes(folder));
  const models = all.filter((folder) => !all.some((other) => other !== folder && folder.startsWith(other)));
  if (models.length > 1)
    throw new DataError(
      `There are ${models.length} models: ${models.slice(0, 4).join(", ")}${models.length > 4 ? ", …" : ""}. Drop one of them.`,
    );
  const [model] = models;
  if (model === undefined) {
    if (weights.length > 0)
      throw new DataError(
        `${weights[0]}model.safetensors contains the weights of a model, but its config.json is missing. Drop the whole folder of the model.`,
      );
    return undefined;
  }
  const own = files.filter(({ path }) => folderOf(path) === model);
  return Object.fromEntries(own.map(({ path, bytes }) => [nameOf(path), bytes]));
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
/** Returns the folder of a path with its last "/", or "" if it has none. */
const folderOf = (path: string): string => path.slice(0, path.lastIndexOf("/") + 1);
