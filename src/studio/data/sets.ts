import { garments } from "../../data/built-in/garments.ts";
import { mnist } from "../../data/built-in/mnist-sample.ts";
import { generate3dData } from "../../data/built-in/points-3d.ts";
import type { Dataset } from "../../data/dataset.ts";

/** Makes a set's examples, so many of them, or all where there are fewer; what is generated, with a seed. */
export type MakeSet = (count: number, seed: number) => Promise<Dataset>;

/** The sets that the page has without a file, by the names that the command line knows them by. @param mnistUrl where its sample of MNIST is. */
export const builtInSets = (mnistUrl: () => string | URL): Readonly<Record<string, MakeSet>> => ({
  mnist: (count) => mnist(mnistUrl(), count),
  garments: async (count, seed) => garments({ count, seed }),
  "points-3d": async (m, seed) => generate3dData({ m, seed }),
});

/** Those of the page, whose build puts the sample of MNIST beside it. */
export const sets = builtInSets(() => new URL("mnist.bin", document.baseURI));
