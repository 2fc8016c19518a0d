import type { Dataset } from "../../data/dataset.ts";
import { garments } from "../../data/garments.ts";
import { generate3dData } from "../../data/points-3d.ts";
import { mnist } from "./mnist.ts";

/** The sets that the page has without a file, by the names that the command line knows them by. */
export const SETS = ["mnist", "garments", "points-3d"] as const;

export type SetName = (typeof SETS)[number];

/** Makes a set's examples, so many of them, with a seed. @throws OptionError where the set hasn't so many. */
export type MakeSet = (count: number, seed: number) => Promise<Dataset>;

/** @param mnistUrl where the page has its sample of MNIST. */
export const builtInSets = (mnistUrl: string | URL): Readonly<Record<SetName, MakeSet>> => ({
  mnist: (count, seed) => mnist(mnistUrl, count, seed),
  garments: async (count, seed) => garments({ count, seed }),
  "points-3d": async (m, seed) => generate3dData({ m, seed }),
});
