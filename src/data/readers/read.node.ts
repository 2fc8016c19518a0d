import { writeFileAtomically } from "../../core/files.node.ts";
import type { NdArray } from "../../core/ndarray.ts";
import { parseIdx } from "./idx.ts";
import { parseNpy, toNpy } from "./npy.ts";
import { readBytes } from "./read-bytes.node.ts";

/**
 * Reads an array from an IDX file, which may be compressed with gzip. A uint8 array is a view on the file's memory.
 * @throws DataError if the file can't be read, or as `parseIdx`.
 * @example (await readIdx("train-images-idx3-ubyte.gz")).shape; // [60000, 28, 28]
 */
export const readIdx = async (path: string): Promise<ReturnType<typeof parseIdx>> => parseIdx(await readBytes(path), path);

/**
 * Reads an array from a .npy file (format 1 to 3). float64 becomes float32.
 * @throws DataError if the file can't be read, or as `parseNpy`.
 * @example (await readNpy("x.npy")).shape;
 */
export const readNpy = async (path: string): Promise<NdArray> => parseNpy(await readBytes(path), path);

/**
 * Writes an array of any shape to a .npy file (format 1.0). If writing fails, no incomplete file is left behind.
 * @throws DataError if the file can't be written.
 * @example await writeNpy("codings.npy", await model.encode(examples));
 */
export const writeNpy = (path: string, array: NdArray): Promise<void> => writeFileAtomically(path, toNpy(array));
