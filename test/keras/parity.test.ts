import { describe, expect, it } from "vitest";
import { type NdArray, ndarray } from "../../src/core/ndarray.ts";
import { gradients, input, reduceSum, toOnnx } from "../../src/graph/index.ts";
import { callContext } from "../../src/layers/call-context.ts";
import {
  type ActivationName,
  activation,
  type BatchNormalization,
  batchNormalization,
  dense,
  type Regularizer,
} from "../../src/layers/index.ts";
import { sequential } from "../../src/models/sequential.ts";
import { nodeRuntime } from "../../src/runtime/node.ts";
import {
  adam,
  adamW,
  cosineDecay,
  type EpochLog,
  exponentialDecay,
  inverseTimeDecay,
  nadam,
  type Optimizer,
  polynomialDecay,
  rmsprop,
  sgd,
} from "../../src/training/index.ts";
import { batchOrder, fixture, images, initialWeights } from "./keras.fixture.ts";

interface Tensor {
  readonly shape: readonly number[];
  readonly values: readonly number[];
  readonly mean: number;
  readonly norm: number;
}

const { check, optimizers, sizes, steps, batch, stride } = fixture("keras-optimizers");
const layers = fixture("keras-layers");
const rate = (name: string): number => optimizers[name].config.learning_rate;

it("the formula computes the same images and kernels as in the fixtures", () => {
  expect(images().data.reduce((sum, x) => sum + x, 0)).toBe(check.imagesSum);
  expect([...batchOrder(1, 8)]).toEqual(check.batch0);
  expect([...initialWeights(sizes)[0]!.data.slice(0, 5)]).toEqual(check.kernel0.map(Math.fround));
});

const cases: Record<string, Optimizer> = {
  sgd: sgd({ learningRate: rate("sgd") }),
  momentum: sgd({ learningRate: rate("momentum"), momentum: 0.9 }),
  nesterov: sgd({ learningRate: rate("nesterov"), momentum: 0.9, nesterov: true }),
  adam: adam({ learningRate: rate("adam") }),
  adamw: adamW({ learningRate: rate("adamw") }),
  rmsprop: rmsprop({ learningRate: rate("rmsprop") }),
  nadam: nadam({ learningRate: rate("nadam") }),
};

it.each(Object.entries(cases))(
  "100 steps of %s on the stacked network stay within 1e-4 of the weights in Keras",
  async (name, optimizer) => {
    const all = images();
    const order = batchOrder(steps, batch);
    const rows = new Uint8Array(order.length * 784);
    for (const [i, n] of order.entries()) rows.set(all.data.subarray(n * 784, (n + 1) * 784), i * 784);
    const examples = ndarray("uint8", [order.length, 784], rows);
    const model = sequential([
      dense(100, { activation: "selu", inputShape: [784] }),
      dense(30, { activation: "selu" }),
      dense(100, { activation: "selu" }),
      dense(784, { activation: "sigmoid" }),
    ]);
    model.setWeights(initialWeights(sizes));
    model.compile({ loss: "binaryCrossentropy", optimizer });
    const { history } = await model.fit(examples, examples, { shuffle: false, batchSize: batch });

    const meanLoss = optimizers[name].losses.reduce((sum: number, x: number) => sum + x, 0) / steps;
    expect(Math.abs(history[0]!.loss - meanLoss)).toBeLessThan(1e-5);
    model.getWeights().forEach((array, i) => {
      const wanted: Tensor = optimizers[name].weights[i];
      const sampled = array.shape.length === 1 ? [...array.data] : [...array.data].filter((_, at) => at % stride === 0);
      expect(largestDifference(sampled, wanted.values)).toBeLessThan(1e-4);
      expect(Math.abs(Math.hypot(...chunked(array.data)) - wanted.norm)).toBeLessThan(1e-4 * Math.sqrt(array.data.length));
    });
  },
);

const regularizers: Record<string, Regularizer> = { l1: { l1: 0.01 }, l2: { l2: 0.01 }, l1l2: { l1: 0.01, l2: 0.01 } };

it.each(["l1", "l2", "l1l2", "globalClipnorm", "globalClipnormMomentum"])(
  "20 steps with %s give the same weights and losses as in Keras",
  async (name) => {
    const { training } = layers;
    const kernelRegularizer = regularizers[name];
    const options = kernelRegularizer ? { kernelRegularizer } : {};
    const model = sequential([
      dense(5, { activation: "selu", inputShape: [8], ...options }),
      dense(8, { activation: "sigmoid", ...options }),
    ]);
    model.setWeights(initialWeights([8, 5, 8], 2000));
    const optimizer = sgd({ learningRate: training.learningRate, momentum: name === "globalClipnormMomentum" ? 0.9 : 0 });
    model.compile({ loss: "mse", optimizer, ...(name.startsWith("globalClipnorm") && { clipNorm: 0.02 }) });
    const history = await fiveEpochs(model, training.x);
    const { losses, weights } = training.dense[name];
    expect(Math.abs(history.reduce((sum, { loss }) => sum + loss, 0) / history.length - mean(losses))).toBeLessThan(1e-6);
    model.getWeights().forEach((array, i) => {
      expect(largestDifference([...array.data], flat(weights[i]))).toBeLessThan(1e-5);
    });
  },
);

it("20 steps with BatchNormalization give the same weights and moving statistics as in Keras", async () => {
  const { training } = layers;
  const normalization: BatchNormalization = batchNormalization();
  const model = sequential([
    dense(6, { inputShape: [8] }),
    normalization,
    activation("selu"),
    dense(8, { activation: "sigmoid" }),
  ]);
  model.buildFor([8]);
  const [k0, b0, k1, b1] = initialWeights([8, 6, 8], 2000);
  const vector = (value: number) => ndarray("float32", [6], new Float32Array(6).fill(value));
  model.setWeights([k0!, b0!, vector(1), vector(0), vector(0), vector(1), k1!, b1!]);
  model.compile({ loss: "mse", optimizer: sgd({ learningRate: training.learningRate }) });
  await fiveEpochs(model, training.x);
  model.getWeights().forEach((array, i) => {
    expect(largestDifference([...array.data], flat(training.batchNormalization.weights[i]))).toBeLessThan(1e-5);
  });
});

const kerasNames: Partial<Record<ActivationName, string>> = { leakyRelu: "leaky_relu" };

const named = ["linear", "relu", "leakyRelu", "elu", "selu", "gelu", "sigmoid", "tanh", "softplus", "swish"] as const;

describe.each(["training", "use"] as const)("activations in %s", (purpose) => {
  it.each(named)("%s has the same outputs and gradients as in Keras", async (name) => {
    const { x, elementwise } = layers.activations;
    const { outputs, gradients: slopes } = elementwise[kerasNames[name] ?? name];
    const { y, slope } = await activated(name, x, purpose);
    expect(largestDifference(y, outputs)).toBeLessThan(2e-6);
    expect(largestDifference(slope, slopes)).toBeLessThan(2e-6);
  });

  it("elu and selu are correct far from zero", async () => {
    const { y, slope } = await activated("selu", [-1e4, -100, 100, 1e4], purpose);
    const [scale, alpha] = [1.0507009873554805, 1.6732632423543772];
    [-scale * alpha, -scale * alpha, 100 * scale, 1e4 * scale].forEach((value, i) => {
      expect(y[i]).toBeCloseTo(value, 2);
    });
    expect(largestDifference(slope, [0, 0, scale, scale])).toBeLessThan(1e-6);
    expect((await activated("elu", [-1e4, 1e4], purpose)).y).toEqual([-1, 1e4]);
    expect((await activated("selu", [Number.NaN], purpose)).y).toEqual([Number.NaN]);
  });
});

/** Computes an activation's values and gradients. */
async function activated(name: ActivationName, values: readonly number[], purpose: "training" | "use") {
  const x = input("x", "float32", [values.length]);
  const y = activation(name).call(x, callContext(purpose, new Map()));
  const [slope] = gradients(reduceSum(y), [x]);
  const program = await (await nodeRuntime()).compile(toOnnx({ name: "activation", inputs: [x], outputs: { y, slope: slope! } }));
  const results = await program.run({ x: ndarray("float32", [values.length], Float32Array.from(values)) });
  await program.close();
  return { y: Array.from(results.y!.data as Float32Array), slope: Array.from(results.slope!.data as Float32Array) };
}

it("schedules decrease as in Keras", () => {
  expect(exponentialDecay({ initialLearningRate: 0.1, decaySteps: 10, decayRate: 0.5 }).at(20)).toBeCloseTo(0.025, 12);
  expect(inverseTimeDecay({ initialLearningRate: 0.1, decaySteps: 10, decayRate: 1 }).at(10)).toBeCloseTo(0.05, 12);
  expect(cosineDecay({ initialLearningRate: 0.1, decaySteps: 100 }).at(50)).toBeCloseTo(0.05, 12);
  expect(polynomialDecay({ initialLearningRate: 0.1, decaySteps: 10, endLearningRate: 0 }).at(5)).toBeCloseTo(0.05, 12);
});

/** Trains for five epochs on the fixture's 32 rows, in order and in batches of 8: 20 steps. */
async function fiveEpochs(
  model: ReturnType<typeof sequential>,
  rows: readonly (readonly number[])[],
): Promise<readonly EpochLog[]> {
  const x: NdArray = ndarray("float32", [32, 8], Float32Array.from(flat(rows)));
  return (await model.fit(x, x, { epochs: 5, batchSize: 8, shuffle: false })).history;
}

const flat = (values: unknown): number[] => {
  if (Array.isArray(values)) return values.flat(Number.POSITIVE_INFINITY) as number[];
  return flat((values as { values: unknown }).values);
};
const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
const chunked = (data: Float32Array) =>
  Array.from({ length: Math.ceil(data.length / 1000) }, (_, i) => Math.hypot(...data.subarray(i * 1000, (i + 1) * 1000)));
const largestDifference = (a: readonly number[], b: readonly number[]): number => {
  expect(a.length).toBe(b.length);
  return Math.max(...a.map((x, i) => Math.abs(x - b[i]!)));
};
