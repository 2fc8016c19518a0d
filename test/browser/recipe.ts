import { garments, type Runtime, StackedAutoencoder } from "../../src/browser.ts";
import type { EpochLog } from "../../src/training/index.ts";

/** Trains the lecture's stacked autoencoder (784-100-30-100-784, SELU, BCE, SGD 1.5, batch size 32) on generated images. */
export async function trainSome(runtime: Runtime): Promise<readonly EpochLog[]> {
  const { examples } = garments({ count: 1000 });
  const { history } = await new StackedAutoencoder().fit(examples, {
    runtime,
    epochs: 3,
    validation: garments({ count: 100, seed: 7 }).examples,
  });
  return history;
}
