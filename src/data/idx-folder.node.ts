import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { DataError } from "../core/errors.ts";
import type { NdArray } from "../core/ndarray.ts";
import { checkDataset } from "./checks.ts";
import type { Dataset } from "./dataset.ts";
import { exists, explainFileError, readBytes } from "./files.node.ts";
import { parseIdx } from "./idx.ts";

/** A folder with the files of MNIST's kind: train- and t10k-, images-idx3-ubyte and labels-idx1-ubyte, packed (.gz) or not. @throws DataError */
export async function openIdxFolder(folder: string, part: "train" | "test"): Promise<Dataset> {
  const prefix = part === "train" ? "train" : "t10k";
  const names = await readdir(folder).catch((error: unknown) => {
    throw explainFileError(error, folder);
  });
  const images = names.find((name) => name.startsWith(prefix) && name.includes("images-idx3"));
  if (!images)
    throw new DataError(`${folder} has no ${prefix}-images-idx3-ubyte(.gz). Give a folder with such files, or a file.`);
  return { ...(await openIdxFile(join(folder, images))), name: basename(folder) };
}

/** An IDX file of examples, with the labels that lie beside it under the usual name. @throws DataError */
export async function openIdxFile(path: string, bytes?: Uint8Array): Promise<Dataset> {
  const examples = parseIdx(bytes ?? (await readBytes(path)), path);
  if (examples.dtype === "int32") throw new DataError(`${path} holds int32 numbers; examples are uint8 pixels or floats.`);
  const beside = join(dirname(path), basename(path).replace("images-idx3", "labels-idx1"));
  const labels = beside !== path && (await exists(beside)) ? parseIdx(await readBytes(beside), beside) : undefined;
  const name = basename(path).replace(/\.gz$/, "");
  return checkDataset({ name, examples, ...(labels && { labels: labels as NdArray<"uint8"> }) });
}
