import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { DataError } from "../../core/errors.ts";
import { orExplain } from "../../core/files.node.ts";
import { keyOf, permutation, random } from "../../core/random.ts";
import { checkDataset } from "../checks.ts";
import type { Dataset } from "../dataset.ts";
import { findImages } from "./image-files.node.ts";
import { classesOf, described, endingsOf, IMAGE_KINDS, leftOut } from "./image-names.ts";
import { type ImageOptions, readImages } from "./images.node.ts";

/** The options of `openImageFolder`. */
export interface ImageFolderOptions extends ImageOptions {
  /** Which of the sub-folders `train` and `test` to open, if there are such; `train` by default. */
  readonly part?: "train" | "test";
  /**
   * Whether to shuffle the images with the seed, so that the last ones, which are held out, are of every class. By default, they
   * are sorted by name.
   */
  readonly shuffle?: boolean;
  readonly seed?: number;
}

/** The endings of table files. */
const TABLE = /\.(csv|tsv|json|jsonl|ndjson|parquet|xlsx|arrow|feather)(\.(gz|zst))?$/i;

/**
 * Opens the images in a folder and its sub-folders: uint8 [n, height, width], or [n, height, width, 3] in colour, with their
 * paths as row names. If there are two or more sub-folders, they are classes.
 * @throws DataError if there are no images, or if one can't be read (unless `skipBad` is true).
 */
export async function openImageFolder(folder: string, options: ImageFolderOptions = {}): Promise<Dataset> {
  const { part = "train", shuffle = false, seed = 42 } = options;
  const root = (await hasParts(folder)) ? join(folder, part) : folder;
  const { images, others, pipes } = await findImages(root);
  if (pipes.length > 0 && !options.skipBad)
    throw new DataError(
      `${join(root, pipes[0]!)} is a pipe or a device, not an image. Remove it, or skip unreadable images: --skip-bad (skipBad: true).`,
    );
  const tables = images.length === 0 ? others.find((name) => TABLE.test(name)) : undefined;
  if (tables)
    throw new DataError(
      `${root} contains ${endingsOf(others)}, but no images. Give the path of a table, or a pattern for several: "${join(root, `*${TABLE.exec(tables)![0]}`)}".`,
    );
  if (images.length === 0)
    throw new DataError(
      `${root} contains ${others.length > 0 ? `${endingsOf(others)}, but no images` : "no files"}. Give a folder with images (${IMAGE_KINDS}) or with MNIST's files.`,
    );
  const order = shuffle ? Array.from(permutation(images.length, random(keyOf(seed, 2))), (i) => images[i]!) : images;
  const dataset = await datasetOf(root, order, options);
  const ignored =
    others.length > 0
      ? [`${endingsOf(others)} in ${root} ${others.length > 1 ? "were" : "was"} skipped: not in a supported image format`]
      : [];
  const passedOver = pipes.map((name) => `${name} in ${root} is a pipe or a device, not an image`);
  return { ...dataset, name: basename(folder), notes: [...ignored, ...passedOver, ...(dataset.notes ?? [])] };
}

/** Opens one image as a dataset with one example. @throws DataError if it can't be read. */
export const openImage = (path: string, options: ImageOptions = {}): Promise<Dataset> =>
  datasetOf(dirname(path), [basename(path)], { ...options, skipBad: false });

async function datasetOf(root: string, names: readonly string[], options: ImageOptions): Promise<Dataset> {
  const paths = names.map((name) => join(root, name));
  const { examples, bad } = await readImages(paths, options);
  if (bad.size === names.length)
    throw new DataError(`None of the ${names.length} images in ${root} can be read: ${described(names, bad)}.`);
  const rowNames = names.filter((_, i) => !bad.has(i));
  return checkDataset({
    name: names[0]!,
    examples,
    rowNames,
    ...classesOf(rowNames),
    ...(bad.size > 0 && { notes: [leftOut(names, bad)] }),
  });
}

async function hasParts(folder: string): Promise<boolean> {
  const entries = await orExplain(readdir(folder, { withFileTypes: true }), folder);
  const folders = new Set(entries.filter((entry) => entry.isDirectory()).map(({ name }) => name));
  return folders.has("train") && folders.has("test");
}
