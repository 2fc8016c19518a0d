import type { NdArray } from "../../core/ndarray.ts";
import type { Dataset } from "../dataset.ts";
import { readerOf } from "./index.ts";
import { type ArrayChoice, arraysIn, chosenArrays } from "./npz.ts";
import { zipEntries } from "./zip.node.ts";
import type { ZipEntry } from "./zip-entry.ts";

/** Opens the examples of a .npz archive, as `arraysIn` does. @throws DataError if the archive or an array in it is broken. */
export const openNpz = (bytes: Uint8Array, path: string, options: ArrayChoice = {}): Dataset =>
  arraysIn(zipEntries(bytes, path), path, options);

/**
 * Opens the same arrays without making a dataset: the examples, and the array of their labels with its name.
 * @throws DataError as `openNpz`.
 */
export function npzArrays(
  bytes: Uint8Array,
  path: string,
  options: ArrayChoice = {},
): { readonly array: NdArray; readonly beside: Readonly<Record<string, NdArray>> } {
  const { array, labels } = chosenArrays(zipEntries(bytes, path), path, options);
  return { array, beside: labels ? { [labels.name]: labels.array } : {} };
}

/**
 * Returns the table of an archive that contains only this file. Files that operating systems add are ignored.
 * @throws DataError as `zipEntries`.
 */
export function onlyTableIn(bytes: Uint8Array, path: string): ZipEntry | undefined {
  const entries = zipEntries(bytes, path).filter(({ name }) => !/\/$|(^|\/)(\.|__MACOSX\/)/.test(name));
  const [only] = entries;
  if (entries.length !== 1 || !only || only.name.endsWith(".npy")) return undefined;
  return readerOf(only.head(), only.name)?.holds === "table" ? only : undefined;
}
