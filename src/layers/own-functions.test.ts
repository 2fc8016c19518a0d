import { describe, expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import type { Random } from "../core/random.ts";
import { abs, add, clip, maximum, mul, reshape, sigmoid, square, sub, sum, type Tensor } from "../graph/index.ts";
import { modelFrom } from "../models/architecture.ts";
import { describeModel } from "../models/describe.ts";
import { type Sequential, sequential } from "../models/sequential.ts";
import { sgd } from "../training/index.ts";
import { activation, conv1d, conv2d, conv2dTranspose, type DenseOptions, dense, denseTranspose, flatten } from "./index.ts";

const numbers = (shape: readonly number[], seed = 1) =>
  ndarray(
    "float32",
    shape,
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(seed + i * 1.7)),
  );
const [x, y] = [numbers([16, 4]), numbers([16, 3], 5)];

const model = (options: DenseOptions) => sequential([dense(3, { inputShape: [4], ...options })]);

async function trained(options: DenseOptions) {
  const made = model(options).compile({ loss: "mse", optimizer: sgd({ learningRate: 0.1 }) });
  const { history } = await made.fit(x, y, { epochs: 2, batchSize: 8, warn: false });
  return { weights: made.getWeights().map(({ data }) => [...data]), losses: history.map(({ loss }) => loss) };
}

function swishLike(value: Tensor): Tensor {
  return mul(value, sigmoid(value));
}
const ridge = (weight: Tensor): Tensor => mul(sum(square(weight)), 0.01);
function nothingBelow(weight: Tensor): Tensor {
  return maximum(weight, 0);
}
function halves(shape: readonly number[]): Float32Array {
  return new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(0.5);
}

describe("a function of your own in a layer", () => {
  it.each<[string, DenseOptions, DenseOptions]>([
    ["activation", { activation: swishLike }, { activation: "swish" }],
    ["kernelRegularizer", { kernelRegularizer: ridge }, { kernelRegularizer: "l2" }],
    ["biasRegularizer", { biasRegularizer: ridge }, { biasRegularizer: { l2: 0.01 } }],
    ["activityRegularizer", { activityRegularizer: ridge }, { activityRegularizer: "l2" }],
    ["kernelConstraint", { kernelConstraint: nothingBelow }, { kernelConstraint: "nonNeg" }],
    ["biasConstraint", { biasConstraint: nothingBelow }, { biasConstraint: "nonNeg" }],
    ["kernelInitializer", { kernelInitializer: halves }, { kernelInitializer: { kind: "constant", value: 0.5 } }],
    ["biasInitializer", { biasInitializer: halves }, { biasInitializer: { kind: "constant", value: 0.5 } }],
  ])("as %s trains exactly like the built-in function", async (_what, own, named) => {
    expect(await trained(own)).toEqual(await trained(named));
  });

  it("is accepted by every layer with a kernel", async () => {
    const tied = dense(3);
    const options = { activation: swishLike, activityRegularizer: ridge, biasConstraint: nothingBelow } as const;
    const whole = sequential(
      [
        conv2d(2, 3, { padding: "same", ...options }),
        conv2dTranspose(2, 3, { padding: "same", ...options }),
        flatten(),
        tied,
        activation(swishLike),
        denseTranspose(tied, options),
      ],
      { inputShape: [3, 3, 1] },
    ).compile({ loss: "mse", optimizer: sgd({ learningRate: 0.1 }) });
    const { history } = await whole.fit(numbers([8, 3, 3, 1]), numbers([8, 18]), { warn: false });
    expect(history[0]!.loss).toBeGreaterThan(0);
    const sequences = sequential([conv1d(2, 2, { inputShape: [5, 1], ...options })]).compile({ loss: "mse" });
    expect((await sequences.fit(numbers([8, 5, 1]), numbers([8, 4, 2]), { warn: false })).history).toHaveLength(1);
  });

  it("is saved as its name, and taken from customObjects when the model is loaded", async () => {
    const options = { activation: swishLike, kernelInitializer: halves, kernelConstraint: { kind: "maxNorm" } } as const;
    const description = JSON.parse(JSON.stringify(describeModel(model(options))));
    const again = modelFrom(description, { swishLike, halves }) as Sequential;
    expect((await again.predict(x)).data).toEqual((await model(options).predict(x)).data);
    expect(() => modelFrom(description, { halves })).toThrow(
      'Unknown function "swishLike". If it is your own, pass it when you load the model: customObjects: { swishLike }.',
    );
  });

  it("can't be saved without a name", () => {
    expect(() => describeModel(model({ activation: (value) => mul(value, 2) }))).toThrow(
      'The activation of layer "dense" is a function without a name, so the model can\'t be saved.',
    );
  });
});

describe("initializers", () => {
  const drawn = (kernelInitializer: DenseOptions["kernelInitializer"], shape = [40, 50]) => {
    const made = sequential([dense(shape[1]!, { kernelInitializer, inputShape: [shape[0]!] })]);
    return [...made.getWeights()[0]!.data];
  };
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const deviation = (values: readonly number[]) => Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));

  it("accept the options of Keras's initializers", () => {
    expect(new Set(drawn({ kind: "constant", value: 0.25 }))).toEqual(new Set([0.25]));
    expect(drawn({ kind: "identity", gain: 2 }, [2, 3])).toEqual([2, 0, 0, 0, 2, 0]);
    expect(drawn("identity", [3, 2])).toEqual([1, 0, 0, 1, 0, 0]);
    const normal = drawn({ kind: "randomNormal", mean: 1, stddev: 0.5 });
    expect(mean(normal)).toBeCloseTo(1, 1);
    expect(deviation(normal)).toBeCloseTo(0.5, 1);
    const uniform = drawn({ kind: "randomUniform", minval: 2, maxval: 3 });
    expect([Math.min(...uniform) >= 2, Math.max(...uniform) < 3, mean(uniform)]).toEqual([true, true, expect.closeTo(2.5, 1)]);
    expect(Math.max(...drawn({ kind: "truncatedNormal", stddev: 0.5 }))).toBeLessThan(1);
    expect(drawn({ kind: "orthogonal", gain: 3 })).toEqual(drawn("orthogonal").map((value) => Math.fround(value * 3)));
  });

  it("that are given by name use the default options", () => {
    expect(drawn({ kind: "randomNormal" })).toEqual(drawn("randomNormal"));
    expect(drawn({ kind: "varianceScaling", scale: 2 })).toEqual(drawn("heNormal"));
    expect(drawn({ kind: "varianceScaling", mode: "fanAvg", distribution: "uniform" })).toEqual(drawn("glorotUniform"));
    expect(deviation(drawn({ kind: "varianceScaling", distribution: "untruncatedNormal" }))).toBeCloseTo(Math.sqrt(1 / 40), 2);
  });

  it("that are functions draw with the model's seed", () => {
    const coin = (shape: readonly number[], random: Random) =>
      Array.from({ length: shape[0]! * shape[1]! }, () => random.integer(2));
    expect(drawn(coin as never)).toEqual(drawn(coin as never));
    expect(new Set(drawn(coin as never))).toEqual(new Set([0, 1]));
  });
});

describe("a mistake in a layer's option is explained with a remedy", () => {
  it.each<[string, object, string]>([
    ["an unknown regularizer", { kernelRegularizer: "l3" }, 'Unknown regularizer "l3". Did you mean "l1"?'],
    [
      "a number as regularizer",
      { biasRegularizer: 0.1 },
      'biasRegularizer must be "l1", "l2", "l1l2", "orthogonal", { l1, l2 } or a function',
    ],
    ["an unknown factor", { kernelRegularizer: { l3: 1 } }, 'Unknown option "l3" of kernelRegularizer. Did you mean "l1"?'],
    [
      "a negative factor",
      { kernelRegularizer: { l2: -1 } },
      "The factors of kernelRegularizer must be at least 0, but one is -1.",
    ],
    ["an unknown constraint", { kernelConstraint: "max_norm" }, 'Unknown constraint "max_norm". Did you mean "maxNorm"?'],
    ["an unknown limit", { kernelConstraint: { kind: "maxNorm", max: 1 } }, 'Unknown option "max" of kernelConstraint.'],
    [
      "a number as constraint",
      { biasConstraint: 2 },
      "biasConstraint must be the name of a constraint (maxNorm, minMaxNorm, nonNeg, unitNorm)",
    ],
    ["an unknown initializer", { kernelInitializer: "he_normal" }, 'Unknown initializer "he_normal". Did you mean "heNormal"?'],
    [
      "an unknown deviation",
      { kernelInitializer: { kind: "randomNormal", std: 1 } },
      'Unknown option "std" of the initializer randomNormal',
    ],
    ["an unknown mode", { kernelInitializer: { kind: "varianceScaling", mode: "fan_in" } }, 'Did you mean "fanIn"?'],
    ["null as initializer", { kernelInitializer: null }, "An initializer must be a name ("],
    [
      "a number as activation",
      { activation: 3 },
      'activation must be a name, such as "relu", or a function (x) => tensor, but it is a number.',
    ],
  ])("%s", (_what, options, message) => {
    expect(() => model(options as DenseOptions)).toThrow(message);
  });

  it.each<[string, DenseOptions, string]>([
    ["an activation of another shape", { activation: (value) => sum(value, -1) }, "Your activation returns float32 [batch]."],
    [
      "an activation that doesn't return a tensor",
      { activation: () => 3 as never },
      "Your activation returns a number. Return a tensor",
    ],
    [
      "a regularizer of another shape",
      { kernelRegularizer: (w) => abs(w) },
      "The regularizer kernelRegularizer returns float32 [4, 3]. Return float32 [].",
    ],
    [
      "a constraint of another shape",
      { kernelConstraint: (w) => reshape(w, [12]) },
      "The constraint kernelConstraint returns float32 [12]. Return float32 [4, 3].",
    ],
    [
      "too few initial values",
      { kernelInitializer: () => new Float32Array(3) },
      "The initializer kernelInitializer returns 3 numbers for a weight of [4, 3]. Return 12 numbers",
    ],
    [
      "initial values that aren't finite",
      { biasInitializer: () => Float32Array.of(1, Number.NaN, 1) },
      "returns NaN as number 1 (counted from 0)",
    ],
    ["orthogonality of a bias", { biasRegularizer: "orthogonal" }, "The regularizer orthogonal expects 2 axes, but gets [3]."],
  ])("%s", async (_what, options, message) => {
    await expect(trained(options)).rejects.toThrow(message);
  });
});

it("applies a constraint after every step, also to small weights that are updated together with others", async () => {
  const limit = (weight: Tensor) => clip(add(weight, 0), -0.1, 0.1);
  const made = sequential([dense(5, { kernelConstraint: limit, inputShape: [4] }), dense(3)]);
  made.compile({ loss: (t, p) => square(sub(t, p)), optimizer: "adam" });
  await made.fit(x, y, { epochs: 3, batchSize: 4, warn: false });
  const [limited, , free] = made.getWeights().map(({ data }) => Math.max(...data.map(Math.abs)));
  expect(limited).toBeCloseTo(0.1, 6);
  expect(free).toBeGreaterThan(0.1);
});
