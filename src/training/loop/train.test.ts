import { describe, expect, it } from "vitest";
import { images } from "../../../test/keras/keras.fixture.ts";
import { crc32 } from "../../core/crc32.ts";
import { type NdArray, ndarray, sliceRows } from "../../core/ndarray.ts";
import { batchNormalization, dense, dropout, gaussianNoise } from "../../layers/index.ts";
import { type Sequential, sequential } from "../../models/sequential.ts";
import type { Callback } from "../callbacks/callback.ts";
import { csvLog } from "../callbacks/csv-log.ts";
import { earlyStopping } from "../callbacks/early-stopping.ts";
import { modelCheckpoint } from "../callbacks/model-checkpoint.ts";
import { reduceLearningRateOnPlateau } from "../callbacks/reduce-learning-rate-on-plateau.ts";
import { adam, sgd } from "../optimizers/index.ts";
import { piecewiseConstantDecay } from "../schedules/index.ts";
import type { TrainingState } from "../state.ts";

const pictures = sliceRows(images(300), 0, 300);
const noisy = (seed = 1) =>
  sequential(
    [
      gaussianNoise(0.2, { inputShape: [784] }),
      dropout(0.3),
      dense(8, { activation: "selu" }),
      dense(784, { activation: "sigmoid" }),
    ],
    { seed },
  ).compile({
    loss: "binaryCrossentropy",
    optimizer: adam(),
  });
const numbersOf = (model: Sequential) => model.getWeights().flatMap(({ data }) => [...data]);
const line = (...values: number[]): NdArray<"float32"> => ndarray("float32", [values.length, 1], Float32Array.from(values));
/** The model y = w·x, with w = 1 at first and the squared error. */
const slope = () => {
  const model = sequential([dense(1, { useBias: false, inputShape: [1] })]).compile({
    loss: "mse",
    optimizer: sgd({ learningRate: 0.1 }),
  });
  model.setWeights([ndarray("float32", [1, 1], Float32Array.of(1))]);
  return model;
};

it("also trains on the last, smaller batch", async () => {
  const model = slope();
  await model.fit(line(1, 2, 3), line(0, 0, 0), { batchSize: 2, shuffle: false });
  // w ← w - .1 · mean(2 w x²) for {1, 2}, then for {3}.
  const afterTwo = 1 - 0.1 * (1 + 4);
  expect(model.getWeights()[0]!.data[0]).toBeCloseTo(afterTwo - 0.1 * 2 * afterTwo * 9, 5);
});

it("refuses weights that stop being finite where the loss doesn't show it", async () => {
  // The loss is 1e38, and the last update is 10 times its slope.
  const model = slope().compile({ loss: "mse", optimizer: sgd({ learningRate: 10 }) });
  await expect(model.fit(line(1e19), line(0), { warn: false })).rejects.toThrow(
    'After the last step "dense/kernel" holds -Infinity (number 1 of 1). Scale the examples, for example to mean 0 and deviation 1, or try a lower learning rate, such as learningRate: 0.1.',
  );
  // Normalised numbers are small, whatever the variance of the batch is.
  const normalised = sequential([batchNormalization({ inputShape: [1] })]).compile({ loss: "mse", optimizer: "sgd" });
  await expect(normalised.fit(line(1e30, -1e30), line(0, 1), { warn: false })).rejects.toThrow(
    'After the last step "batch_normalization/moving_variance" holds Infinity',
  );
});

it("weighs examples as Keras does, dividing the sum by the size of the batch", async () => {
  const model = slope();
  const sampleWeights = ndarray("float32", [2], Float32Array.of(1, 0));
  await model.fit(line(1, 2), line(0, 0), { batchSize: 2, shuffle: false, sampleWeights });
  expect(model.getWeights()[0]!.data[0]).toBeCloseTo(1 - 0.1 * ((2 * 1 * 1) / 2), 6);
});

it("gives the same bits for the same seed, including noise and shuffling, and others for another seed", async () => {
  const trained = async (seed: number) => {
    const model = noisy();
    await model.fit(pictures, pictures, { epochs: 2, seed });
    return numbersOf(model);
  };
  expect(await trained(5)).toEqual(await trained(5));
  expect(await trained(5)).not.toEqual(await trained(6));
});

it("continues from a state as if it had never stopped", async () => {
  const [whole, parts] = [noisy(), noisy()];
  await whole.fit(pictures, pictures, { epochs: 3 });
  const { state } = await parts.fit(pictures, pictures, { epochs: 1 });
  const { history } = await parts.fit(pictures, pictures, { epochs: 3, from: state });
  expect(numbersOf(parts)).toEqual(numbersOf(whole));
  expect(history.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
});

it("continues with the seed of the state", async () => {
  const [whole, parts] = [noisy(), noisy()];
  await whole.fit(pictures, pictures, { epochs: 2, seed: 7 });
  const { state } = await parts.fit(pictures, pictures, { epochs: 1, seed: 7 });
  await parts.fit(pictures, pictures, { epochs: 2, from: state });
  expect(numbersOf(parts)).toEqual(numbersOf(whole));
});

it("doesn't continue in the middle of an epoch with other examples or batches", async () => {
  const controller = new AbortController();
  const callbacks: Callback[] = [{ onProgress: () => controller.abort() }];
  const pace = () => ({ steps: 1 });
  const { state } = await noisy().fit(pictures, pictures, { signal: controller.signal, callbacks, pace });
  expect(state.batch).toBe(1);
  await expect(noisy().fit(pictures, pictures, { from: state, batchSize: 50 })).rejects.toThrow(
    "The checkpoint is from the middle of an epoch of 300 examples in batches of 32, but there are now 300 in batches of 50.",
  );
  const fewer = sliceRows(pictures, 0, 200);
  await expect(noisy().fit(fewer, fewer, { from: state })).rejects.toThrow("but there are now 200 in batches of 32");
});

it("a saved state doesn't change, and includes the states of all callbacks at the epoch's end, also of those later in the list", async () => {
  const states: TrainingState[] = [];
  const model = slope().compile({ loss: "mse", optimizer: sgd({ learningRate: 1.1 }) });
  const callbacks = [
    modelCheckpoint((state) => void states.push(state)),
    earlyStopping({ monitor: "loss", patience: 9 }),
    reduceLearningRateOnPlateau({ monitor: "loss", patience: 2, factor: 0.5 }),
  ];
  const { state: last } = await model.fit(line(1), line(0), { epochs: 4, callbacks });
  expect(states.map(({ sums }) => sums)).toEqual([[0], [0], [0], [0]]);
  expect(states.map((state) => state.callbacks!.earlyStopping!.values)).toEqual(
    [0, 1, 2, 3].map((since) => ({ monitor: "loss", mode: "min", best: expect.any(Number), since, epoch: 1 })),
  );
  expect(states.map(({ learningRate }) => learningRate)).toEqual([undefined, undefined, 0.55, 0.55]);
  expect(states[3]).toEqual(last);
});

it("a continued run saves only epochs that are better than the best one before it", async () => {
  const model = slope().compile({ loss: "mse", optimizer: sgd({ learningRate: 1.1 }) });
  const saved: number[] = [];
  const callbacks = [modelCheckpoint(({ step }) => void saved.push(step), { monitor: "loss", bestOnly: true })];
  const { state } = await model.fit(line(1), line(0), { epochs: 2, callbacks });
  await model.fit(line(1), line(0), { epochs: 4, callbacks, from: state });
  expect(saved).toEqual([1]);
});

it("early stopping starts again if it watches another value than the saved one", async () => {
  const model = slope().compile({ loss: "mse", optimizer: sgd({ learningRate: 1.1 }) });
  const wait = (monitor: string) => ({ callbacks: [earlyStopping({ monitor, patience: 3 })] });
  const { state, stopped } = await model.fit(line(1), line(0), { epochs: 9, ...wait("loss") });
  expect(stopped).toBe("no better loss for 3 epochs; the best was epoch 1");
  const again = await model.fit(line(1), line(0), { epochs: 20, ...wait("valLoss"), from: state });
  expect(again.stopped).toBe("no better valLoss for 3 epochs; the best was epoch 5");
});

it("leaves frozen layers as they are", async () => {
  const model = noisy();
  model.layers[2]!.trainable = false;
  const [kernel, , last] = model.getWeights();
  await model.fit(pictures, pictures);
  const [kernelAfter, , lastAfter] = model.getWeights();
  expect(kernelAfter!.data).toEqual(kernel!.data);
  expect(lastAfter!.data).not.toEqual(last!.data);
});

it("early stopping restores the best epoch's weights", async () => {
  const model = slope();
  const seen: number[] = [];
  const watcher: Callback = { onEpochEnd: (_log, run) => void seen.push(run.weights()["dense/kernel"]!.data[0]!) };
  // At a rate of 0.6 (1.2 / 2), the slope overshoots further at each step.
  model.compile({ loss: "mse", optimizer: sgd({ learningRate: 1.1 }) });
  const { history, stopped } = await model.fit(line(1), line(0), {
    epochs: 20,
    validationData: [line(1), line(0)],
    callbacks: [watcher, earlyStopping({ patience: 3 })],
  });
  expect(history).toHaveLength(4);
  expect(stopped).toBe("no better valLoss for 3 epochs; the best was epoch 1");
  expect(model.getWeights()[0]!.data[0]).toBe(seen[0]);
});

it("reduces the learning rate on a plateau", async () => {
  const model = slope().compile({ loss: "mse", optimizer: sgd({ learningRate: 1.1 }) });
  const { history } = await model.fit(line(1), line(0), {
    epochs: 4,
    callbacks: [reduceLearningRateOnPlateau({ monitor: "loss", patience: 2, factor: 0.5 })],
  });
  expect(history.map(({ learningRate }) => learningRate)).toEqual([1.1, 1.1, 1.1, 0.55]);
});

it("saves only the best epochs, and logs all of them", async () => {
  const model = slope().compile({ loss: "mse", optimizer: sgd({ learningRate: 1.1 }) });
  const saved: TrainingState[] = [];
  let csv = "";
  const callbacks = [
    modelCheckpoint((state) => void saved.push(state), { monitor: "loss", bestOnly: true }),
    csvLog((text) => {
      csv = text;
    }),
  ];
  await model.fit(line(1), line(0), { epochs: 3, callbacks });
  expect(saved.map(({ step }) => step)).toEqual([1]);
  expect(csv.trim().split("\n")).toHaveLength(4);
  expect(csv).toMatch(/^epoch,loss,learningRate,/);
});

it("stops after the current chunk when a signal aborts it", async () => {
  const controller = new AbortController();
  const callbacks: Callback[] = [{ onProgress: () => controller.abort() }];
  const { stopped, state } = await noisy().fit(pictures, pictures, { epochs: 50, callbacks, signal: controller.signal });
  expect(stopped).toBe("interrupted");
  expect(state.step).toBeLessThan(11);
});

it("dropout drops its share and scales the rest, and Gaussian noise has its standard deviation", async () => {
  const ones = ndarray("float32", [64, 500], new Float32Array(32_000).fill(1));
  const meanOf = async (layer: ReturnType<typeof dropout> | ReturnType<typeof gaussianNoise>) => {
    const model = sequential([layer, dense(1, { useBias: false })]);
    model.buildFor([500]);
    model.setWeights([ndarray("float32", [500, 1], new Float32Array(500).fill(1 / 500))]);
    model.compile({ loss: "mse", optimizer: sgd({ learningRate: 1e-12 }) });
    const target = ndarray("float32", [64, 1], new Float32Array(64).fill(1));
    // The mean squared distance from 1 of a mean of 500 elements is the variance of one element divided by 500.
    return (await model.fit(ones, target, { batchSize: 64, epochs: 30 })).history.reduce((sum, { loss }) => sum + loss, 0) / 30;
  };
  expect(500 * (await meanOf(dropout(0.5)))).toBeGreaterThan(0.9);
  expect(500 * (await meanOf(dropout(0.5)))).toBeLessThan(1.1);
  expect(500 * (await meanOf(gaussianNoise(0.2)))).toBeGreaterThan(0.9 * 0.04);
  expect(500 * (await meanOf(gaussianNoise(0.2)))).toBeLessThan(1.1 * 0.04);
});

describe("fit, called again on the same model,", () => {
  /** Computes a checksum of each array of weights, which is short to compare and shows where they differ. */
  const bitsOf = (model: Sequential) => model.getWeights().map(({ data }) => crc32(new Uint8Array(data.buffer)));

  /** Fits one epoch in each call. */
  async function callByCall(model: Sequential, calls: number): Promise<Sequential> {
    for (let i = 0; i < calls; i++) await model.fit(pictures, pictures, { warn: false });
    return model;
  }

  it.each(["adam", "rmsprop", "nadam", "adagrad", "lamb"] as const)(
    "gives the same as one call with as many epochs, including orders, noise and the state of %s",
    async (optimizer) => {
      const compiled = () => noisy().compile({ loss: "binaryCrossentropy", optimizer });
      const whole = compiled();
      await whole.fit(pictures, pictures, { epochs: 3, warn: false });
      expect(bitsOf(await callByCall(compiled(), 3))).toEqual(bitsOf(whole));
    },
  );

  it("takes the examples in another order than before", async () => {
    // With steps of one example each, the final slope depends on the order of the examples.
    const model = slope();
    const ends: number[] = [];
    for (let i = 0; i < 3; i++) {
      model.setWeights([line(1)]);
      await model.fit(line(1, 2, 3, 4, 5), line(0, 1, 0, 1, 0), { batchSize: 1, warn: false });
      ends.push(model.getWeights()[0]!.data[0]!);
    }
    expect(new Set(ends).size).toBe(3);
  });

  it("continues the learning rate's schedule, and keeps a rate that a callback has set", async () => {
    const model = slope();
    const learningRate = piecewiseConstantDecay({ boundaries: [0, 1], values: [0.1, 0.01, 0.001] });
    model.compile({ loss: "mse", optimizer: sgd({ learningRate }) });
    const rates: number[] = [];
    const rate: Callback = { onProgress: (_progress, run) => void rates.push(run.learningRate) };
    for (let i = 0; i < 3; i++) await model.fit(line(1), line(0), { callbacks: [rate], warn: false });
    expect(rates).toEqual([0.01, 0.001, 0.001]);
    const setting: Callback = {
      onEpochEnd(_log, run) {
        run.learningRate = 0.5;
      },
    };
    await model.fit(line(1), line(0), { callbacks: [setting], warn: false });
    expect((await model.fit(line(1), line(0), { warn: false })).history[0]!.learningRate).toBe(0.5);
  });

  it("trains the weights that the model has now", async () => {
    const model = slope();
    await model.fit(line(1), line(0), { warn: false });
    model.setWeights([line(10)]);
    await model.fit(line(1), line(0), { warn: false });
    // w ← w - .1 · 2w
    expect(model.getWeights()[0]!.data[0]).toBeCloseTo(8, 5);
  });

  it("starts again after compile, with the same order, noise and optimizer as the first time", async () => {
    const compile = { loss: "binaryCrossentropy", optimizer: "adam" } as const;
    const [once, again] = [noisy().compile(compile), noisy().compile(compile)];
    const first = again.getWeights();
    await once.fit(pictures, pictures, { warn: false });
    await callByCall(again, 2);
    again.compile(compile).setWeights(first);
    await again.fit(pictures, pictures, { warn: false });
    expect(bitsOf(again)).toEqual(bitsOf(once));
  });

  it("can be stopped and resumed with the same result, like the first call", async () => {
    const whole = await callByCall(noisy(), 1);
    await whole.fit(pictures, pictures, { epochs: 2, warn: false });
    const parts = await callByCall(noisy(), 1);
    const { state, history } = await parts.fit(pictures, pictures, { epochs: 1, warn: false });
    expect([state.epoch, history.length]).toEqual([1, 1]);
    const resumed = noisy();
    const result = await resumed.fit(pictures, pictures, { epochs: 2, from: state, warn: false });
    expect(bitsOf(resumed)).toEqual(bitsOf(whole));
    expect(result.history.map(({ epoch }) => epoch)).toEqual([1, 2]);
  });

  it("continues after a call that ended with an error", async () => {
    const broken: Callback = {
      onEpochEnd: ({ epoch }) => {
        if (epoch === 2) throw new Error("no room on the disk");
      },
    };
    const [whole, parts] = [noisy(), noisy()];
    await whole.fit(pictures, pictures, { epochs: 3, warn: false });
    await expect(parts.fit(pictures, pictures, { epochs: 5, callbacks: [broken], warn: false })).rejects.toThrow("no room");
    await callByCall(parts, 1);
    expect(bitsOf(parts)).toEqual(bitsOf(whole));
  });

  it("trains layers that were frozen before", async () => {
    const model = noisy();
    model.layers[2]!.trainable = false;
    await callByCall(model, 1);
    const before = model.getWeights()[0]!;
    model.layers[2]!.trainable = true;
    await callByCall(model, 1);
    expect(model.getWeights()[0]!.data).not.toEqual(before.data);
  });
});
