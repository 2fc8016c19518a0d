import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { garments } from "../../data/built-in/garments.ts";
import { split } from "../../data/split.ts";
import { fromOnnx } from "../../graph/index.ts";
import { conv2d, conv2dTranspose, dense, denseTranspose, reshape } from "../../layers/index.ts";
import { loadModelFolder, saveModelFolder } from "../../models/folder.node.ts";
import { sequential } from "../../models/sequential.ts";
import { Autoencoder } from "../autoencoder.ts";
import { StackedAutoencoder, TiedAutoencoder } from "../index.ts";

const { train, validation } = split(garments({ count: 1200 }), 200);
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "codings-tied-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Returns the tied kernel from the encoder and from the decoder. */
const kernelsOf = ({ trained: { encoder, decoder } }: Autoencoder) =>
  [encoder.layers[1]!.variables[0]!, decoder.layers[1]!.variables[0]!] as const;

it("has the lecture's number of parameters", () => {
  const { model } = new TiedAutoencoder().buildFor([28, 28]);
  expect(model.getWeights().reduce((sum, { data }) => sum + data.length, 0)).toBe(82_414);
});

it("trains, saves, loads and trains again with one kernel in both places", async () => {
  const tied = new TiedAutoencoder({ hidden: [20], codings: 5 });
  await tied.fit(train.examples, { epochs: 2 });
  const [before] = kernelsOf(tied).map(({ value }) => [...value!]);
  await tied.save(join(folder, "tied"));
  const loaded = await Autoencoder.load(join(folder, "tied"));
  expect([...kernelsOf(loaded)[0].value!]).toEqual(before);
  await loaded.fit(train.examples, { epochs: 1 });
  const [down, up] = kernelsOf(loaded);
  expect(down).toBe(up);
  expect([...down.value!]).not.toEqual(before);
  const reconstructions = await loaded.reconstruct(validation.examples);
  expect(reconstructions.shape).toEqual([200, 28, 28]);
});

it("needs fewer bytes than an untied autoencoder, and is exported with one array for both uses", async () => {
  const options = { hidden: [20], codings: 5 };
  for (const [name, made] of [
    ["tied", new TiedAutoencoder(options)],
    ["untied", new StackedAutoencoder(options)],
  ] as const) {
    await made.fit(train.examples, { epochs: 1, warn: () => undefined });
    await made.save(join(folder, name));
  }
  const sizeOf = async (name: string) => (await stat(join(folder, name, "model.safetensors"))).size;
  expect(await sizeOf("tied")).toBeLessThan((await sizeOf("untied")) * 0.55);
  const { nodes, constants } = fromOnnx(await readFile(join(folder, "tied", "autoencoder.onnx")));
  expect(nodes.filter(({ op }) => op === "Transpose")).toHaveLength(2);
  expect(Object.values(constants).filter(({ shape }) => shape.includes(784) && shape.includes(20))).toHaveLength(1);
});

it("reaches a lower validation loss than an untied autoencoder in the same number of epochs, with each of three seeds", async () => {
  const lossOf = async (made: Autoencoder) =>
    (await made.fit(train.examples, { epochs: 5, validation: validation.examples, warn: () => undefined })).history.at(-1)!
      .valLoss!;
  for (const seed of [1, 2, 3])
    expect(await lossOf(new TiedAutoencoder({ seed }))).toBeLessThan(await lossOf(new StackedAutoencoder({ seed })));
});

describe("a convolution's kernel", () => {
  it("is shared by the transposed convolution, also after it is saved and loaded", async () => {
    const down = conv2d(4, 3, { strides: 2, padding: "same", activation: "selu" });
    const up = conv2dTranspose(1, 3, { strides: 2, padding: "same", activation: "sigmoid", tiedTo: down });
    const encoder = sequential([reshape([28, 28, 1], { inputShape: [28, 28] }), down], { name: "encoder" });
    const model = sequential([encoder, sequential([up, reshape([28, 28])], { name: "decoder" })]);
    model.compile({ loss: "binaryCrossentropy", optimizer: "sgd" });
    await model.fit(train.examples, train.examples);
    const config = { family: "sequential", inputDtype: "uint8", seed: 1, versions: {}, options: {}, metrics: {} } as const;
    await saveModelFolder(join(folder, "convolutional"), { model, config });
    const loaded = (await loadModelFolder(join(folder, "convolutional"))).model;
    expect(loaded.variables).toHaveLength(3);
    expect(await loaded.predict(validation.examples)).toEqual(await model.predict(validation.examples));
  });
});

describe("refuses an impossible tie", () => {
  const input = { inputShape: [8] };
  it("to a layer of another size", () => {
    const down = dense(4, { ...input, name: "down" });
    expect(() => sequential([down, dense(3), denseTranspose(down, { name: "up" })])).toThrow(
      'Layer "up" is tied to "down", so it needs 4 inputs, but gets [batch, 3]. Tie it to a layer of 3 units. Before it, "dense" returns [batch, 3].',
    );
  });
  it("to a layer that comes later", () => {
    const down = dense(8, { name: "down" });
    expect(() => sequential([denseTranspose(down, { name: "up" }), down], input)).toThrow(
      'Layer "up" is tied to "down", which isn\'t built yet. Put it after that layer.',
    );
  });
  it("to a later layer without a name, which it calls by the name in the model", () => {
    const down = dense(8);
    expect(() => sequential([dense(8), dense(8), denseTranspose(down), down], input)).toThrow(
      'Layer "dense_transpose" is tied to "dense_2", which isn\'t built yet. Put it after that layer.',
    );
  });
  it("to a layer that isn't in a model, which it calls by the name of its kind", () => {
    const up = denseTranspose(dense(4));
    expect(() => sequential([up], { inputShape: [4] })).toThrow(
      'Layer "dense_transpose" is tied to "dense", which isn\'t built yet. Put it after that layer.',
    );
    expect(() => sequential([up], { inputShape: [3] })).toThrow('is tied to "dense", so it needs 4 inputs');
    const image = conv2dTranspose(1, 3, { tiedTo: conv2d(4, 3) });
    expect(() => sequential([image], { inputShape: [8, 8, 4] })).toThrow('is tied to "conv2d", which');
  });
  it("between convolutions with different kernels", () => {
    const down = conv2d(4, 3, { name: "down", inputShape: [8, 8, 1] });
    expect(() => sequential([down, conv2dTranspose(1, 5, { name: "up", tiedTo: down })])).toThrow(
      'Layer "up" needs a kernel of [5, 5, 1, 4], but is tied to "down", whose kernel is [3, 3, 1, 4].',
    );
  });
  it("to a layer that isn't part of the saved model", async () => {
    const down = dense(4, { ...input, name: "down" });
    sequential([down]);
    const model = sequential([denseTranspose(down, { name: "up" })], { inputShape: [4] });
    model.initialize();
    const config = { family: "sequential", inputDtype: "float32", seed: 1, versions: {}, options: {}, metrics: {} } as const;
    await expect(saveModelFolder(join(folder, "alone"), { model, config })).rejects.toThrow(
      'Layer "up" is tied to "down", which isn\'t part of this model. Save a model that has both.',
    );
  });
});
