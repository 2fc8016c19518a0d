import { Autoencoder } from "../../src/autoencoders/autoencoder.ts";
import { families } from "../../src/autoencoders/families/index.ts";
import { ndarray } from "../../src/core/ndarray.ts";
import { random } from "../../src/core/random.ts";
import type { Runtime } from "../../src/runtime/runtime.ts";

/** 56 images of 8 x 8 pixels: three batches of 16, and a smaller one. */
function images() {
  const source = random(1);
  const pixel = (i: number) => Math.floor(256 * source.uniform() * (((i >> 3) + (i >> 6)) % 2));
  return ndarray(
    "uint8",
    [56, 8, 8],
    Uint8Array.from({ length: 56 * 64 }, (_, i) => pixel(i)),
  );
}

/** Trains each family for two epochs, and returns its losses and validation losses. */
export async function trainFamilies(runtime: Runtime, names = Object.keys(families)): Promise<Record<string, number[]>> {
  const losses: Record<string, number[]> = {};
  for (const name of names) {
    const convolutional = name.startsWith("convolutional");
    const made = new Autoencoder({ family: families[name]!, hidden: convolutional ? [4, 8] : [12], codings: 4, seed: 5 });
    const { history } = await made.fit(images(), { runtime, batchSize: 16, epochs: 2, validation: images(), warn: false });
    losses[name] = history.flatMap(({ loss, valLoss }) => [loss, valLoss!]);
  }
  return losses;
}

/** Trains for three epochs, and calls `lose` after the first one. Returns the losses. */
export async function trainLosing(runtime: Runtime, lose: () => Promise<void>): Promise<number[]> {
  const made = new Autoencoder({ family: "linear", codings: 4, seed: 5 });
  const callbacks = [{ onEpochEnd: async () => (made.history.length === 0 ? lose() : undefined) }];
  const { history } = await made.fit(images(), {
    runtime,
    batchSize: 16,
    epochs: 3,
    validation: images(),
    warn: false,
    callbacks,
  });
  return history.flatMap(({ loss, valLoss }) => [loss, valLoss!]);
}
