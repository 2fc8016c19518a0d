import { builtIn } from "../../data/built-in/index.ts";
import { mnist } from "../../data/built-in/mnist-sample.ts";
import type { Dataset } from "../../data/dataset.ts";

/** Makes a set's examples, so many of them, or all where there are fewer; what is generated, with a seed. */
export type MakeSet = (count: number, seed: number) => Promise<Dataset>;

/** The built-in datasets that the page has without a file, by their names. @param mnistUrl where its sample of MNIST is. */
export const builtInSets = (mnistUrl: () => string | URL): Readonly<Record<string, MakeSet>> => ({
  mnist: (count) => mnist(mnistUrl(), count),
  ...Object.fromEntries(
    Object.entries(builtIn).flatMap(([name, { generate }]): [string, MakeSet][] =>
      generate ? [[name, async (count, seed) => generate({ count, seed })]] : [],
    ),
  ),
});

/** Those of the page, whose build puts the sample of MNIST beside it. */
export const sets = builtInSets(() => new URL("mnist.bin", document.baseURI));
