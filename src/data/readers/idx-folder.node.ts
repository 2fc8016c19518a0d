import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Bytes } from "../../core/bytes.ts";
import { DataError } from "../../core/errors.ts";
import { exists, isDevice, orExplain } from "../../core/files.node.ts";
import { checkDataset } from "../checks.ts";
import type { Dataset } from "../dataset.ts";
import { parseIdx } from "./idx.ts";
import { readIdx } from "./read.node.ts";
import { readBytes } from "./read-bytes.node.ts";

const IMAGES = /images([-.])idx3/;

/** Whether a folder has files with MNIST's names, of either part. @throws DataError if it can't be read. */
export const isIdxFolder = async (folder: string): Promise<boolean> =>
  (await namesIn(folder)).some((name) => /^(train|t10k)/.test(name) && IMAGES.test(name));

const namesIn = (folder: string): Promise<readonly string[]> => orExplain(readdir(folder), folder);

/**
 * Opens a folder with files named as those of MNIST: train- or t10k-, then images-idx3-ubyte or labels-idx1-ubyte, with or
 * without .gz.
 * @throws DataError if a file is missing or broken.
 */
export async function openIdxFolder(folder: string, part: "train" | "test", maxMemory?: Bytes): Promise<Dataset> {
  const prefix = part === "train" ? "train" : "t10k";
  const images = (await namesIn(folder)).toSorted().find((name) => name.startsWith(prefix) && IMAGES.test(name));
  if (!images)
    throw new DataError(
      `${folder} has no ${prefix}-images-idx3-ubyte(.gz). Give a folder with such a file, or the path of a file.`,
    );
  const path = join(folder, images);
  return { ...(await openIdxFile(path, await readBytes(path, { isRegular: true, maxMemory }))), name: basename(folder) };
}

/**
 * Opens an IDX file of examples, with the labels next to it under the usual name, compressed or not.
 * @throws DataError if a file is broken.
 */
export async function openIdxFile(path: string, bytes?: Uint8Array): Promise<Dataset> {
  const examples = parseIdx(bytes ?? (await readBytes(path)), path);
  if (examples.dtype === "int32")
    throw new DataError(`${path} holds int32 numbers, but examples must be uint8 pixels or floats. Save them as float32.`);
  const beside = await labelsBeside(path);
  const labels = beside && (await readLabels(beside));
  const name = basename(path).replace(/\.gz$/, "");
  return checkDataset({ name, examples, ...(labels && { labels }) });
}

async function labelsBeside(images: string): Promise<string | undefined> {
  if (!IMAGES.test(basename(images))) return undefined;
  const plain = join(dirname(images), basename(images).replace(IMAGES, "labels$1idx1").replace(/\.gz$/, ""));
  for (const path of [plain, `${plain}.gz`]) if ((await exists(path)) && !(await isDevice(path))) return path;
  return undefined;
}

async function readLabels(path: string): Promise<NonNullable<Dataset["labels"]>> {
  const labels = await readIdx(path);
  if (labels.dtype === "float32" || labels.shape.length !== 1)
    throw new DataError(
      `${path} holds ${labels.dtype} [${labels.shape.join(", ")}], but labels are one whole number for each example. Replace the file, or remove it.`,
    );
  return labels;
}
