import { writeFileAtomically } from "../../core/files.node.ts";
import type { NdArray } from "../../core/ndarray.ts";
import { parseIdx } from "./idx.ts";
import { parseNpy, toNpy } from "./npy.ts";
import { readBytes } from "./read-bytes.node.ts";

/** An array from an IDX file, gzipped or not (seen from the content). Bytes are a view on the file's memory. @throws DataError as `parseIdx`. */
export const readIdx = async (path: string): Promise<ReturnType<typeof parseIdx>> => parseIdx(await readBytes(path), path);

/** An array from a .npy file (format 1 to 3); float64 becomes float32. @throws DataError as `parseNpy`. */
export const readNpy = async (path: string): Promise<NdArray> => parseNpy(await readBytes(path), path);

/** Writes an array of any shape as .npy (format 1.0): whole or not at all. @throws DataError if it can't be written. */
export const writeNpy = (path: string, array: NdArray): Promise<void> => writeFileAtomically(path, toNpy(array));
