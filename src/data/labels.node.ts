import { DataError } from "../core/errors.ts";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { UNKNOWN } from "./dataset.ts";
import { readBytes } from "./files.node.ts";
import { parseIdx } from "./idx.ts";
import { isNpy, parseNpy } from "./npy.ts";

/**
 * Labels [n] from an IDX file, a .npy file, or text with a whole number a line (a first line that isn't one is a heading); -1, or an empty line but the last, is
 * an unknown class.
 * @throws DataError where a label isn't a whole number of at least -1, with its row.
 */
export async function readLabels(path: string): Promise<NdArray<"int32">> {
  const bytes = await readBytes(path);
  const isIdx = bytes[0] === 0 && bytes[1] === 0;
  const { shape, data } = isNpy(bytes) ? parseNpy(bytes, path) : isIdx ? parseIdx(bytes, path) : parseText(bytes);
  if (shape.length !== 1 && !(shape.length === 2 && shape[1] === 1))
    throw new DataError(`${path} holds [${shape.join(", ")}]; labels are one whole number an example.`);
  const labels = Array.from(data, Number);
  const row = labels.findIndex((label) => !Number.isInteger(label) || label < UNKNOWN);
  if (row >= 0)
    throw new DataError(`${path}: the label in row ${row + 1} isn't a whole number of at least 0 (or -1, where it isn't known).`);
  return ndarray("int32", [labels.length], Int32Array.from(labels));
}

function parseText(bytes: Uint8Array): { shape: readonly number[]; data: ArrayLike<number> } {
  const lines = new TextDecoder()
    .decode(bytes)
    .replace(/\r?\n$/, "")
    .split(/\r?\n/);
  const hasHeading = lines.length > 1 && lines[0]!.trim() !== "" && Number.isNaN(Number(lines[0]));
  const values = lines.slice(hasHeading ? 1 : 0).map((line) => (line.trim() === "" ? UNKNOWN : Number(line)));
  return { shape: [values.length], data: values };
}
