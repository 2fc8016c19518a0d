import type { Dataset } from "../dataset.ts";
import { arraysIn } from "./npz.ts";
import { zipEntries } from "./zip.node.ts";

/** Examples from a .npz archive, as `arraysIn` takes them. @throws DataError where it, or an array in it, is broken. */
export const openNpz = (bytes: Uint8Array, path: string, options: Parameters<typeof arraysIn>[2] = {}): Dataset =>
  arraysIn(zipEntries(bytes, path), path, options);
