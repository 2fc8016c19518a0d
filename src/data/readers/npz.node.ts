import type { Bytes } from "../../core/bytes.ts";
import type { NdArray } from "../../core/ndarray.ts";
import type { Dataset } from "../dataset.ts";
import { readerOf } from "./index.ts";
import { type ArrayChoice, arraysIn, chosenArrays } from "./npz.ts";
import { zipEntries } from "./zip.node.ts";
import type { ZipEntry } from "./zip-entry.ts";

/** Options for reading arrays of an archive. */
interface ArchiveOptions extends ArrayChoice {
  readonly maxMemory?: Bytes | undefined;
}

/** Opens the examples of a .npz archive, as `arraysIn` does. @throws DataError if the archive or an array in it is broken. */
export const openNpz = (bytes: Uint8Array, path: string, { maxMemory, ...choice }: ArchiveOptions = {}): Dataset =>
  arraysIn(zipEntries(bytes, path, maxMemory), path, choice);

/**
 * Opens the same arrays without making a dataset: the examples, and the array of their labels with its name.
 * @throws DataError as `openNpz`.
 */
export function npzArrays(
  bytes: Uint8Array,
  path: string,
  { maxMemory, ...choice }: ArchiveOptions = {},
): { readonly array: NdArray; readonly beside: Readonly<Record<string, NdArray>> } {
  const { array, labels } = chosenArrays(zipEntries(bytes, path, maxMemory), path, choice);
  return { array, beside: labels ? { [labels.name]: labels.array } : {} };
}

/**
 * Returns the table of an archive that contains only this file. Files that operating systems add are ignored.
 * @throws DataError as `zipEntries`.
 */
export function onlyTableIn(bytes: Uint8Array, path: string, maxMemory?: Bytes): ZipEntry | undefined {
  const entries = zipEntries(bytes, path, maxMemory).filter(({ name }) => !/\/$|(^|\/)(\.|__MACOSX\/)/.test(name));
  const [only] = entries;
  if (entries.length !== 1 || !only || only.name.endsWith(".npy")) return undefined;
  return readerOf(only.head(), only.name)?.holds === "table" ? only : undefined;
}
