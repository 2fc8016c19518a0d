import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { DataError } from "../core/errors.ts";
import { nearest } from "../core/suggest.ts";
import { checkDataset } from "./checks.ts";
import type { Dataset } from "./dataset.ts";
import { datasets, type NamedDataset, type OpenOptions } from "./datasets.node.ts";
import { exists, explainFileError, readBytes } from "./files.node.ts";
import { openIdxFile, openIdxFolder } from "./idx-folder.node.ts";
import { isNpy, parseNpy } from "./npy.ts";
import { first } from "./split.ts";
import { openTable } from "./tables/open.node.ts";
import { isPattern, isRemote, looksLikeTable } from "./tables/source.node.ts";

export { datasets, type NamedDataset, type OpenOptions };

/**
 * Opens a dataset by name, or a path: a table (CSV, TSV, JSON, Parquet, packed or not, a glob of them, a URL), an IDX file (packed or not), a .npy file,
 * a folder with MNIST's four files. The kind is seen from the content.
 * @throws DataError where the name or path isn't known (with the nearest name), or the file is broken.
 * @throws OptionError where it has fewer examples than `count`.
 */
export async function openDataset(nameOrPath: string, options: OpenOptions = {}): Promise<Dataset> {
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
  return info?.isFile() === true && (await looksLikeTable(nameOrPath));
}

async function openPath(path: string, { part = "train", table = {} }: OpenOptions): Promise<Dataset> {
  if (await isTable(path)) return openTable(path, table);
  const info = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw error.code === "ENOENT" ? unknownName(path) : explainFileError(error, path);
  });
  if (info.isDirectory()) return openIdxFolder(path, part);
  const bytes = await readBytes(path);
  if (!isNpy(bytes)) return openIdxFile(path, bytes);
  const examples = parseNpy(bytes, path);
  if (examples.dtype !== "uint8" && examples.dtype !== "float32") {
    throw new DataError(
      `${path} holds ${examples.dtype}; examples are uint8 pixels or floats. Save a.astype("float32") instead.`,
    );
  }
  return checkDataset({ name: basename(path), examples: examples as Dataset["examples"] });
}

function unknownName(name: string): DataError {
  const near = nearest(name, Object.keys(datasets));
  const hint = near ? `Did you mean "${near}"?` : `Check the path, or take one of ${Object.keys(datasets).join(", ")}.`;
  return new DataError(`There is no dataset or file "${name}". ${hint}`);
}
