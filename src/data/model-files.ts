import { DataError } from "../core/errors.ts";
import type { OpenFile } from "./readers/reader.ts";

/**
 * The files of a model's folder by their names in it, where there is one: config.json beside model.safetensors. One that lies in another's folder, such as a
 * classifier on it, isn't looked at.
 * @throws DataError where there are several, or one of the two is missing.
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
        `${weights[0]}model.safetensors is a model's weights, but its config.json isn't there. Drop the model's whole folder.`,
      );
    return undefined;
  }
  const own = files.filter(({ path }) => folderOf(path) === model);
  return Object.fromEntries(own.map(({ path, bytes }) => [nameOf(path), bytes]));
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
/** With its last /; "" at the top. */
const folderOf = (path: string): string => path.slice(0, path.lastIndexOf("/") + 1);
