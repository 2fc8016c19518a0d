import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { crc32 } from "../core/crc32.ts";
import { type NdArray, ndarray, sliceRows } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import { garments } from "../data/built-in/garments.ts";
import { split } from "../data/split.ts";
import { dense, flatten } from "../layers/index.ts";
import { sequential } from "../models/sequential.ts";
import { nodeRuntime } from "../runtime/node.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { wasmRuntime } from "../runtime/wasm.ts";
import type { Run } from "../training/callbacks/callback.ts";
import { Autoencoder } from "./autoencoder.ts";
import { estimatorOf } from "./estimators.ts";
import { families } from "./families/index.ts";
import {
  ConvolutionalAutoencoder,
  DenoisingAutoencoder,
  GreedyAutoencoder,
  RecurrentAutoencoder,
  SparseAutoencoder,
  StackedAutoencoder,
  VariationalAutoencoder,
} from "./index.ts";
import type { AutoencoderOptions } from "./options.ts";

const { train, validation } = split(garments({ count: 1200 }), 200);
const few = sliceRows(validation.examples, 0, 80);
const quiet = { warn: () => undefined };
const mean = ({ data }: NdArray) => (data as Float32Array).reduce((sum, x) => sum + x, 0) / data.length;
const parametersOf = (made: Autoencoder) =>
  made
    .buildFor([28, 28])
    .model.getWeights()
    .reduce((sum, { data }) => sum + data.length, 0);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "codings-families-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Options with which a family learns from a thousand images in a few seconds. Its defaults would take longer. */
const quick: Readonly<Record<string, AutoencoderOptions & { cell?: "gru" }>> = {
  recurrent: { hidden: [40], codings: 16, cell: "gru", optimizer: "adam", learningRate: 0.01 },
};

it("refuses a row with NaN and names its row and column, unless the autoencoder was trained to fill missing values", async () => {
  const source = random(5);
  const rows = ndarray(
    "float32",
    [64, 4],
    Float32Array.from({ length: 256 }, () => source.uniform()),
  );
  const holed = ndarray("float32", [64, 4], rows.data.slice());
  holed.data[4 * 3 + 2] = Number.NaN;
  const options = { hidden: [6], codings: 2, loss: "mse", optimizer: "adam" } as const;
  const plain = new StackedAutoencoder(options);
  const said = "Row 3, column 2 is NaN (counted from 0). Remove or fill such rows.";
  await expect(plain.fit(holed, { epochs: 1, ...quiet })).rejects.toThrow(said);
  await plain.fit(rows, { epochs: 1, ...quiet });
  await expect(plain.transform(holed)).rejects.toThrow(said);
  await expect(plain.reconstruct(holed)).rejects.toThrow(said);
  await expect(plain.scoreSamples(holed)).rejects.toThrow(said);
  const codings = ndarray("float32", [1, 2], Float32Array.of(0, Number.NaN));
  await expect(plain.inverseTransform(codings)).rejects.toThrow("Row 0, column 1 is NaN");
  const filling = new StackedAutoencoder({ ...options, noise: { kind: "missing", amount: 0.2 } });
  await filling.fit(rows, { epochs: 1, ...quiet });
  expect((await filling.transform(holed)).data.every(Number.isFinite)).toBe(true);
  holed.data[4 * 3 + 2] = Number.NEGATIVE_INFINITY;
  await expect(filling.transform(holed)).rejects.toThrow("Row 3, column 2 is -Infinity");
});

describe.each(Object.entries(families))("the %s autoencoder", (name, family) => {
  it("learns to reconstruct better than the mean image, and gives the same results after it is saved and loaded", async () => {
    const autoencoder = new Autoencoder({ ...quick[name], family });
    expect(autoencoder.family).toBe(name);
    const epochs = { variational: 16, sparse: 10, greedy: 10, recurrent: 6, denoising: 6 }[name] ?? 3;
    const { history } = await autoencoder.fit(train.examples, { epochs, validation: validation.examples, ...quiet });
    expect(history.at(-1)!.valLoss).toBeLessThan(history[0]!.valLoss!);
    const errors = await autoencoder.scoreSamples(validation.examples);
    expect(mean(errors)).toBeLessThan(0.9 * varianceAboutMean(validation.examples));
    await autoencoder.save(join(folder, name));
    const loaded = await Autoencoder.load(join(folder, name));
    expect(loaded).toBeInstanceOf(estimatorOf(family));
    expect(await loaded.scoreSamples(validation.examples)).toEqual(errors);
    const codings = await loaded.transform(validation.examples);
    expect((await loaded.inverseTransform(codings)).shape).toEqual(validation.examples.shape);
  });

  it("gives the same bits with the same seed, and different ones with another", async () => {
    const errorsOf = async (seed: number) => {
      const autoencoder = new Autoencoder({ ...quick[name], seed, family });
      await autoencoder.fit(few, { epochs: 2, ...quiet });
      return autoencoder.scoreSamples(few);
    };
    const first = await errorsOf(1);
    expect(await errorsOf(1)).toEqual(first);
    expect(await errorsOf(2)).not.toEqual(first);
  });
});

/** Returns the error of using the mean image as the reconstruction of each image. */
function varianceAboutMean({ data, shape: [count] }: NdArray): number {
  const width = data.length / count!;
  let sum = 0;
  for (let i = 0; i < width; i++) {
    const pixel = Array.from({ length: count! }, (_, n) => Number(data[n * width + i]) / 255);
    const average = pixel.reduce((a, b) => a + b, 0) / count!;
    sum += pixel.reduce((a, b) => a + (b - average) ** 2, 0) / count!;
  }
  return sum / width;
}

it.each([
  ["stacked", 163_814, new StackedAutoencoder()],
  ["convolutional", 23_296 + 23_233, new ConvolutionalAutoencoder()],
  ["recurrent", 122_548, new RecurrentAutoencoder()],
  ["sparse", 218_084, new SparseAutoencoder()],
  ["variational", 269_504, new VariationalAutoencoder()],
] as const)("the %s autoencoder has the lecture's %i parameters", (_name, wanted, autoencoder) => {
  expect(parametersOf(autoencoder)).toBe(wanted);
});

it("a convolutional autoencoder returns images of odd and different sizes and of three channels in their shape", () => {
  for (const shape of [
    [28, 28],
    [27, 30],
    [9, 14, 3],
    [8, 8, 1],
  ])
    expect(new ConvolutionalAutoencoder({ hidden: [2, 3], codings: 4 }).buildFor(shape).model.outputShape).toEqual(shape);
});

it("a convolutional autoencoder with too many pooling layers for the images reports the size that it needs", () => {
  expect(() => new ConvolutionalAutoencoder({ hidden: [4, 4, 4], codings: 4 }).buildFor([8, 18])).toThrow(
    'Images of 8 x 18 can\'t be halved 4 times, once in each layer: they must be at least 16 x 16. Use larger images (size), fewer hidden layers (hidden), or family: "stacked".',
  );
});

it("a convolutional autoencoder computes every pixel from the codings, even if one side is odd in between", async () => {
  const autoencoder = new ConvolutionalAutoencoder({ hidden: [4], codings: 4 });
  autoencoder.buildFor([18, 20, 3]);
  const decoded = async (value: number) =>
    (await autoencoder.inverseTransform(ndarray("float32", [1, 4, 5, 4], new Float32Array(80).fill(value)))).data;
  const [one, other] = [await decoded(1), await decoded(-1)];
  expect(one.findIndex((x, i) => x === other[i])).toBe(-1);
});

describe("greedy training", () => {
  it("reports the epochs of each phase, and leaves the layers of earlier phases unchanged", async () => {
    const greedy = new GreedyAutoencoder({ hidden: [20, 10], codings: 4 });
    const kernels: number[][] = [];
    const { history } = await greedy.fit(train.examples, {
      epochs: 2,
      ...quiet,
      callbacks: [{ onTrainEnd: () => void kernels.push([...(greedy.trained.encoder.layers[1]!.variables[0]!.value ?? [])]) }],
    });
    expect(history.map(({ phase, epoch }) => [phase, epoch])).toEqual([
      [1, 1],
      [1, 2],
      [2, 1],
      [2, 2],
      [3, 1],
      [3, 2],
    ]);
    expect(kernels[2]).toEqual([...greedy.trained.encoder.layers[1]!.variables[0]!.value!]);
    expect(greedy.phaseCount).toBe(3);
  });

  it("continues in the phase in which it was stopped, and ends with the same bits", async () => {
    const options = { hidden: [20], codings: 4, fineTune: true } as const;
    const whole = new GreedyAutoencoder(options);
    await whole.fit(train.examples, { epochs: 3, ...quiet });
    const stopped = new GreedyAutoencoder(options);
    const stop = new AbortController();
    const { state, stopped: reason } = await stopped.fit(train.examples, {
      epochs: 3,
      ...quiet,
      signal: stop.signal,
      callbacks: [{ onEpochEnd: ({ phase, epoch }) => (phase === 2 && epoch === 2 ? stop.abort() : undefined) }],
    });
    expect([reason, state.phase, state.epoch]).toEqual(["interrupted", 2, 2]);
    await stopped.save(join(folder, "stopped"));
    const resumed = await Autoencoder.load(join(folder, "stopped"));
    const { history } = await resumed.fit(train.examples, { epochs: 3, ...quiet, from: state });
    expect(history).toHaveLength(9);
    expect(resumed.trained.model.getWeights()).toEqual(whole.trained.model.getWeights());
  });
});

describe("fit, called again on the same autoencoder,", () => {
  const epoch = { epochs: 1, validation: validation.examples, ...quiet };

  const bitsOf = ({ trained: { model } }: Autoencoder) =>
    model.getWeights().map(({ data }) => crc32(new Uint8Array(data.buffer)));

  it("continues as one call with the sum of the epochs", async () => {
    const make = () => new DenoisingAutoencoder({ hidden: [20], codings: 4, optimizer: "adam" });
    const [whole, parts] = [make(), make()];
    const { history } = await whole.fit(train.examples, { ...epoch, epochs: 2 });
    await parts.fit(train.examples, epoch);
    await parts.fit(train.examples, { ...epoch, warmStart: true });
    expect(bitsOf(parts)).toEqual(bitsOf(whole));
    expect(parts.history.map(({ valLoss }) => valLoss)).toEqual([history[1]!.valLoss]);
  });

  it("continues in the phases of greedy training with other orders and the state of their optimizers", async () => {
    const make = () => new GreedyAutoencoder({ hidden: [], codings: 4, optimizer: "adam", learningRate: 0.01 });
    const [whole, parts] = [make(), make()];
    await whole.fit(train.examples, { ...epoch, epochs: 2 });
    await parts.fit(train.examples, epoch);
    await parts.fit(train.examples, { ...epoch, warmStart: true });
    // Without hidden layers there is only one phase, which is then one training.
    expect(bitsOf(parts)).toEqual(bitsOf(whole));
  });

  it("continues greedy training that was interrupted in its first phase", async () => {
    const greedy = new GreedyAutoencoder({ hidden: [10], codings: 4, fineTune: true });
    const stop = new AbortController();
    const interrupt = { signal: stop.signal, callbacks: [{ onProgress: () => stop.abort() }] };
    const { stopped } = await greedy.fit(train.examples, { ...epoch, ...interrupt });
    expect(stopped).toBe("interrupted");
    const { history } = await greedy.fit(train.examples, { ...epoch, warmStart: true });
    expect(history.map(({ phase }) => phase)).toEqual([1, 2, 3]);
  });

  it("draws other orders in every phase of greedy training", async () => {
    const ends: number[] = [];
    const seen = {
      onTrainEnd: (run: Run) =>
        void ends.push(
          ...Object.values(run.weights())
            .slice(0, 1)
            .map(({ data }) => crc32(new Uint8Array(data.slice().buffer))),
        ),
    };
    const greedy = new GreedyAutoencoder({ hidden: [10], codings: 4, fineTune: true });
    greedy.buildFor([28, 28]).model.initialize();
    const first = greedy.trained.model.getWeights();
    for (let call = 0; call < 2; call++) {
      greedy.trained.model.setWeights(first);
      await greedy.fit(train.examples, { ...epoch, callbacks: [seen], warmStart: true });
    }
    expect(ends).toHaveLength(6);
    expect(new Set(ends).size).toBe(6);
  });
});

it("a denoising autoencoder removes noise from its inputs, and a plain one doesn't", async () => {
  const noisy = { ...validation.examples, dtype: "float32", data: addNoise(validation.examples) } as NdArray<"float32">;
  const errorOf = async (made: Autoencoder) => {
    await made.fit(train.examples, { epochs: 40, ...quiet });
    const { data } = await made.reconstruct(noisy);
    return data.reduce((sum, x, i) => sum + (x - Number(validation.examples.data[i]) / 255) ** 2, 0) / data.length;
  };
  const wide = { hidden: [], codings: 300 };
  const untouched = mean({ ...noisy, data: noisy.data.map((x, i) => (x - Number(validation.examples.data[i]) / 255) ** 2) });
  const denoised = await errorOf(new DenoisingAutoencoder({ ...wide, noise: { kind: "gaussian", amount: 0.4 } }));
  expect(denoised).toBeLessThan(untouched / 3);
  expect(denoised).toBeLessThan(await errorOf(new StackedAutoencoder({ ...wide, learningRate: 1 })));
});

const addNoise = ({ data }: NdArray) => {
  const { normal } = random(7);
  return Float32Array.from(data as Uint8Array, (x) => x / 255 + 0.4 * normal());
};

it.each([
  ["l1", { kind: "l1", weight: 1e-3 }],
  ["kl", { kind: "kl", target: 0.1, weight: 0.05 / 32 }],
] as const)("a sparse autoencoder (%s) has codings that are mostly near zero", async (_name, sparsity) => {
  const meanOf = async (made: Autoencoder) => {
    await made.fit(train.examples, { epochs: 15, ...quiet });
    return mean(await made.transform(validation.examples));
  };
  const sparse = await meanOf(new SparseAutoencoder({ sparsity }));
  expect(sparse).toBeLessThan(0.25);
  expect(sparse).toBeLessThan(0.6 * (await meanOf(new SparseAutoencoder({ sparsity: { kind: "l1", weight: 1e-12 } }))));
});

it("a variational autoencoder generates examples of the data's shape, the same ones with the same seed", async () => {
  const made = new VariationalAutoencoder({ hidden: [50], codings: 4 });
  await made.fit(train.examples, { epochs: 5, ...quiet });
  const generated = await made.generate(6, { seed: 1 });
  expect(generated.shape).toEqual([6, 28, 28]);
  expect(await made.generate(6, { seed: 1 })).toEqual(generated);
  expect(await made.generate(6, { seed: 2 })).not.toEqual(generated);
});

it.each(["tied", "convolutional", "recurrent", "convolutional-1d", "denoising", "sparse", "variational"])(
  "the %s autoencoder learns the same on WebAssembly",
  async (name) => {
    const some = split(garments({ count: 200 }), 40).validation.examples;
    const losses = async (runtime: Runtime) => {
      const made = new Autoencoder({ family: families[name]!, hidden: [8], codings: 6 });
      return (await made.fit(some, { runtime, epochs: 3, validation: some, ...quiet })).history.flatMap(({ loss, valLoss }) => [
        loss,
        valLoss!,
      ]);
    };
    const [here, there] = [await losses(await nodeRuntime()), await losses(await wasmRuntime())];
    here.forEach((loss, i) => {
      expect(Math.abs(loss - there[i]!)).toBeLessThan(1e-4);
    });
  },
);

it("a decoder that doesn't return the shape of the encoder's input is refused", () => {
  const encoder = sequential([flatten({ inputShape: [28, 28] }), dense(30)], { name: "encoder" });
  const decoder = sequential([dense(700, { inputShape: [30] })], { name: "decoder" });
  expect(() => new StackedAutoencoder().adopt(sequential([encoder, decoder]))).toThrow(
    'The decoder "decoder" returns [700], but the encoder takes [28, 28]. The two shapes must be the same.',
  );
});
