import { builtIn } from "../../data/built-in/index.ts";
import { mnist } from "../../data/built-in/mnist-sample.ts";
import type { Dataset } from "../../data/dataset.ts";

/** Returns `count` examples of a dataset, or all if it has fewer. Generated examples depend on the seed. */
export type MakeSet = (count: number, seed: number) => Promise<Dataset>;

/** Returns the built-in datasets that need no file, by their names. @param mnistUrl address of the sample of MNIST. */
export const builtInSets = (mnistUrl: () => string | URL): Readonly<Record<string, MakeSet>> => ({
  mnist: (count) => mnist(mnistUrl(), count),
  ...Object.fromEntries(
    Object.entries(builtIn).flatMap(([name, { generate }]): [string, MakeSet][] =>
      generate ? [[name, async (count, seed) => generate({ count, seed })]] : [],
    ),
  ),
});

/** The datasets of the page. The build puts the sample of MNIST next to it. */
export const sets = builtInSets(() => new URL("mnist.bin", document.baseURI));
