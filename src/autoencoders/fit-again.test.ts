import { describe, expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import { dense, flatten, reshape } from "../layers/index.ts";
import { sequential } from "../models/sequential.ts";
import { type Autoencoder, autoencoderFrom } from "./autoencoder.ts";
import { GreedyAutoencoder, StackedAutoencoder } from "./estimators.ts";
import { autoencoderFiles } from "./files.ts";
import { PretrainedClassifier } from "./pretrained-classifier.ts";

const quiet = { epochs: 2, warn: false } as const;

/** Rows [n, width] of several units, so that the autoencoder scales them. */
function rowsOf(count: number, width = 3, seed = 1) {
  const source = random(seed);
  return ndarray(
    "float32",
    [count, width],
    Float32Array.from({ length: count * width }, (_, i) => source.normal() * (1 + 10 * (i % width))),
  );
}

const rows = rowsOf(60);
const weightsOf = (autoencoder: Autoencoder) => autoencoder.trained.model.getWeights().map(({ data }) => [...data]);
const bytesOf = (files: Record<string, Uint8Array | string>) =>
  Object.fromEntries(
    Object.entries(files).map(([name, file]) => [name, typeof file === "string" ? new TextEncoder().encode(file) : file]),
  );

const makers = {
  stacked: () => new StackedAutoencoder({ codings: 2, hidden: [4] }),
  greedy: () => new GreedyAutoencoder({ codings: 2, hidden: [4] }),
  adopted: () =>
    new StackedAutoencoder({ codings: 2, hidden: [4], scaling: "none", loss: "mse", optimizer: "adam" }).adopt(
      sequential([
        sequential([flatten({ inputShape: [3] }), dense(2, { activation: "selu" })], { name: "encoder" }),
        sequential([dense(3), reshape([3])], { name: "decoder" }),
      ]),
    ),
};

describe.each(Object.entries(makers))("%s: fit", (_, make) => {
  it("returns the autoencoder, and begins again when it is called again", async () => {
    const autoencoder = make();
    expect(await autoencoder.fit(rows, quiet)).toBe(autoencoder);
    const once = weightsOf(autoencoder);
    await autoencoder.fit(rowsOf(50, 3, 2), quiet);
    expect(weightsOf(autoencoder)).not.toEqual(once);
    await autoencoder.fit(rows, quiet);
    expect(weightsOf(autoencoder)).toEqual(once);
  });

  it("transforms, reconstructs and scores with the weights of the last call", async () => {
    const autoencoder = make();
    const all = async () => [
      await autoencoder.transform(rows),
      await autoencoder.reconstruct(rows),
      await autoencoder.scoreSamples(rows),
    ];
    await autoencoder.fit(rows, quiet);
    const first = await all();
    await autoencoder.dispose();
    expect(await all()).toEqual(first);
    await autoencoder.fit(rows, { ...quiet, warmStart: true });
    const second = await all();
    await autoencoder.fit(rows, quiet);
    expect(await all()).toEqual(first);
    for (const [i, array] of second.entries()) expect(array).not.toEqual(first[i]);
  });

  it("begins again after loading, too", async () => {
    const autoencoder = await make().fit(rows, quiet);
    const { autoencoder: loaded } = autoencoderFrom(bytesOf(autoencoderFiles(autoencoder)));
    expect(weightsOf(await loaded.fit(rows, quiet))).toEqual(weightsOf(autoencoder));
  });

  it("continues with warmStart", async () => {
    const autoencoder = await make().fit(rows, quiet);
    const once = weightsOf(autoencoder);
    await autoencoder.fit(rows, { ...quiet, warmStart: true });
    expect(weightsOf(autoencoder)).not.toEqual(once);
  });

  it("continues from its state", async () => {
    const whole = await make().fit(rows, { ...quiet, epochs: 4 });
    const { state } = await make().fit(rows, quiet);
    expect(weightsOf(await make().fit(rows, { ...quiet, epochs: 4, from: state }))).toEqual(weightsOf(whole));
  });
});

it("takes examples of another shape and of another kind when it begins again", async () => {
  const autoencoder = makers.stacked();
  await autoencoder.fit(rows, quiet);
  expect(autoencoder.settings).toMatchObject({ loss: "mse", scaling: "standard" });
  const images = ndarray(
    "uint8",
    [20, 2, 2],
    Uint8Array.from({ length: 80 }, (_, i) => i),
  );
  await autoencoder.fit(images, quiet);
  expect(autoencoder.settings).toMatchObject({ loss: "mse", learningRate: 0.001 });
  expect(autoencoder.settings.scaling).toBeUndefined();
  expect(weightsOf(autoencoder)).toEqual(weightsOf(await makers.stacked().fit(images, quiet)));
});

describe("the result of fit", () => {
  it("is available from the autoencoder", async () => {
    const stop = new AbortController();
    const autoencoder = await makers.stacked().fit(rows, {
      ...quiet,
      validation: rows,
      signal: stop.signal,
      callbacks: [{ onEpochEnd: () => stop.abort() }],
    });
    expect(autoencoder.history).toHaveLength(1);
    expect(autoencoder.state).toMatchObject({ epoch: 1, history: autoencoder.history });
    expect(autoencoder.stopped).toBe("interrupted");
    expect(autoencoder.calibration!.quantiles.length).toBeGreaterThan(0);
  });

  it.each(["history", "state", "stopped", "calibration", "trained"] as const)("isn't available before fit: %s", (name) => {
    expect(() => new StackedAutoencoder()[name]).toThrow("The autoencoder isn't trained yet. Call fit first, or load one.");
  });

  it("is loaded from a folder, with the state if that was saved", async () => {
    const autoencoder = await makers.stacked().fit(rows, quiet);
    const { history, state } = autoencoder;
    const saved = (more: object) => autoencoderFrom(bytesOf(autoencoderFiles(autoencoder, more))).autoencoder;
    expect(saved({}).history).toHaveLength(history.length);
    expect(saved({ state }).state.step).toBe(state.step);
    expect(() => saved({}).state).toThrow(
      "The autoencoder was saved without the state of its training. Call fit to train it again.",
    );
  });

  it("is available from a classifier, which fit returns", async () => {
    const classifier = new PretrainedClassifier(await makers.stacked().fit(rows, quiet), { frozenEpochs: 1, tunedEpochs: 3 });
    expect(() => classifier.history).toThrow("The classifier isn't trained yet. Call fit first.");
    const labels = ndarray(
      "int32",
      [60],
      Int32Array.from({ length: 60 }, (_, i) => i % 2),
    );
    expect(await classifier.fit(rows, labels, { warn: () => undefined })).toBe(classifier);
    expect(classifier.history).toHaveLength(3);
    expect(classifier.stopped).toBeUndefined();
  });
});
