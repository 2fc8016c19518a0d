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

export interface ImageFolderOptions extends ImageOptions {
  /** Of a folder with sub-folders `train` and `test`; `train` by default. */
  readonly part?: "train" | "test";
  /** Put the images in an order drawn with the seed, so that the last ones, which are held out, are of every class; else they are sorted by name. */
  readonly shuffle?: boolean;
  readonly seed?: number;
}

/** Endings of tables. */
const TABLE = /\.(csv|tsv|json|jsonl|ndjson|parquet|xlsx|arrow|feather)(\.(gz|zst))?$/i;

/**
 * The images in a folder and below it: uint8 [n, height, width] or, in colour, [n, height, width, 3], with their paths as row names. Two sub-folders or more
 * are classes.
 * @throws DataError if there are none, or one can't be read (unless `skipBad`).
 */
export async function openImageFolder(folder: string, options: ImageFolderOptions = {}): Promise<Dataset> {
  const { part = "train", shuffle = false, seed = 42 } = options;
  const root = (await hasParts(folder)) ? join(folder, part) : folder;
  const { images, others, pipes } = await findImages(root);
  if (pipes.length > 0 && !options.skipBad)
    throw new DataError(
      `${join(root, pipes[0]!)} is a pipe or a device, not an image. Take it away, or leave out files that aren't images: --skip-bad (skipBad: true).`,
    );
  const tables = images.length === 0 ? others.find((name) => TABLE.test(name)) : undefined;
  if (tables)
    throw new DataError(
      `${root} holds ${endingsOf(others)}, but no images. Give one of the tables, or several as a pattern: "${join(root, `*${TABLE.exec(tables)![0]}`)}".`,
    );
  if (images.length === 0)
    throw new DataError(
      `${root} holds ${others.length > 0 ? `${endingsOf(others)}, but no images` : "no files"}. Give a folder of images (${IMAGE_KINDS}), or with MNIST's files.`,
    );
  const order = shuffle ? Array.from(permutation(images.length, random(keyOf(seed, 2))), (i) => images[i]!) : images;
  const dataset = await datasetOf(root, order, options);
  const ignored =
    others.length > 0
      ? [`${endingsOf(others)} in ${root} ${others.length > 1 ? "are" : "is"} no image of a kind that is read`]
      : [];
  const passedOver = pipes.map((name) => `${name} in ${root} is a pipe or a device, not an image`);
  return { ...dataset, name: basename(folder), notes: [...ignored, ...passedOver, ...(dataset.notes ?? [])] };
}

/** One image, as a dataset of one. @throws DataError if it can't be read. */
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
