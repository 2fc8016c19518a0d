import { DataError } from "../core/errors.ts";
import type { NdArray } from "../core/ndarray.ts";
import { labelsIn, UNKNOWN } from "./labels.ts";
import { parseIdx } from "./readers/idx.ts";
import { isNpy, parseNpy } from "./readers/npy.ts";
import { readBytes } from "./readers/read-bytes.node.ts";

/** Maximum number of bytes of text that are read into one string. */
const MOST_TEXT = 2 ** 28;

/**
 * Reads labels [n] from an IDX file, a .npy file, or text with one whole number on each line. If the first line isn't a number,
 * it is skipped as a heading. -1 and an empty line (except the last) mean that the class isn't known.
 * @throws DataError if a label isn't a whole number of at least -1. The message names its row or line.
 */
export async function readLabels(path: string): Promise<NdArray<"int32">> {
  const bytes = await readBytes(path);
  const isIdx = bytes[0] === 0 && bytes[1] === 0;
  if (!isNpy(bytes) && !isIdx && bytes.length > MOST_TEXT)
    throw new DataError(
      `${path} has more than 256 MB of text, which is too much for labels. Give a file with one number on each line.`,
    );
  if (isNpy(bytes) || isIdx) return labelsIn(isNpy(bytes) ? parseNpy(bytes, path) : parseIdx(bytes, path), path);
  const { firstLine, ...labels } = parseText(bytes);
  return labelsIn(labels, path, (row) => `in line ${firstLine + row}`);
}

function parseText(bytes: Uint8Array): { firstLine: number; shape: readonly number[]; data: ArrayLike<number> } {
  const lines = new TextDecoder()
    .decode(bytes)
    .replace(/\r?\n$/, "")
    .split(/\r?\n/);
  const hasHeading = lines.length > 1 && lines[0]!.trim() !== "" && Number.isNaN(Number(lines[0]));
  const values = lines.slice(hasHeading ? 1 : 0).map((line) => (line.trim() === "" ? UNKNOWN : Number(line)));
  return { firstLine: hasHeading ? 2 : 1, shape: [values.length], data: values };
}
