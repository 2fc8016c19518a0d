import { describe, expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { add, mul, sigmoid, slice, square, type Tensor, withGradient } from "../graph/index.ts";
import {
  batchNormalization,
  type CallContext,
  concatenate,
  conv2d,
  Dense,
  dense,
  flatten,
  input,
  Layer,
  reshape,
} from "../layers/index.ts";
import { checkGradients } from "../training/index.ts";
import { modelFrom } from "./architecture.ts";
import { describeModel } from "./describe.ts";
import { gradients } from "./gradients.ts";
import { Model } from "./model.ts";
import { sequential } from "./sequential.ts";

/** A layer x · sigmoid(beta · x), whose beta is learned. */
class Swish extends Layer {
  static override readonly kind = "Swish";
  beta!: Tensor;
  protected override build() {
    this.beta = this.addWeight("beta", [1], "ones");
  }
  call(x: Tensor) {
    return mul(x, sigmoid(mul(this.beta, x)));
  }
}

class Sum extends Layer<readonly Tensor[]> {
  call(values: readonly Tensor[]) {
    return values.reduce((sum, value) => add(sum, value));
  }
}

/** Two layers, and a connection that skips them. */
class Residual extends Layer {
  readonly inner: Dense;
  readonly others: readonly Layer[];
  constructor(options: { readonly units: number; readonly name?: string }) {
    super(options);
    this.inner = new Dense(options.units, { activation: "tanh" });
    this.others = [new Swish(), new Dense(options.units)];
  }
  call(x: Tensor, context: CallContext) {
    const inner = this.inner.apply(x, context);
    return add(
      x,
      this.others.reduce((y, layer) => layer.apply(y, context), inner),
    );
  }
}

const custom = { Swish, Sum, Residual };
const x = ndarray(
  "float32",
  [8, 4],
  Float32Array.from({ length: 32 }, (_, i) => Math.sin(i)),
);
const quiet = { warn: false } as const;

/** Makes a model with a skip connection, and a layer that is used twice. */
function withSkip() {
  const start = input([4]);
  const shared = dense(4, { name: "shared" });
  const a = shared.apply(start);
  const b = new Swish().apply(a);
  return new Model({ inputs: start, outputs: new Sum().apply([a, b, shared.apply(b)]) });
}

describe("a graph of layers", () => {
  it("computes the same as its layers by hand, using the shared one twice", async () => {
    const model = withSkip();
    const [kernel, bias, beta] = [
      Float32Array.from({ length: 16 }, (_, i) => Math.cos(i) / 3),
      Float32Array.of(0.1, -0.2, 0.3, 0),
      Float32Array.of(1.5),
    ];
    model.setWeights([ndarray("float32", [4, 4], kernel), ndarray("float32", [4], bias), ndarray("float32", [1], beta)]);
    const times = (h: readonly number[]) =>
      [0, 1, 2, 3].map((j) => h.reduce((sum, v, i) => sum + v * kernel[4 * i + j]!, bias[j]!));
    const a = times([...x.data.slice(4, 8)]);
    const b = a.map((v) => v / (1 + Math.exp(-1.5 * v)));
    const c = times(b);
    const { data, shape } = await model.predict(x);
    expect(shape).toEqual([8, 4]);
    for (let i = 0; i < 4; i++) expect(data[4 + i]).toBeCloseTo(a[i]! + b[i]! + c[i]!, 5);
  });

  it("has each weight once, and trains it", async () => {
    const model = withSkip();
    expect(model.variablePaths).toEqual(["shared/kernel", "shared/bias", "swish/beta"]);
    model.compile({ loss: "mse", optimizer: "adam" });
    const { history } = await model.fit(x, x, { ...quiet, epochs: 60 });
    expect(history.at(-1)!.loss).toBeLessThan(0.8 * history[0]!.loss);
    expect(model.getWeights()[2]!.data[0]).not.toBe(1);
  });

  it("has a summary that names the layers or inputs that each layer is connected to", () => {
    const [image, row] = [input([4]), input([2])];
    const joined = concatenate().apply([dense(3).apply(image), dense(3, { name: "ofRow" }).apply(row)]);
    const lines = new Model({ inputs: { image, row }, outputs: joined }).summary().split("\n");
    expect(lines[0]).toBe('Model: "model"');
    const connected = (name: string) => lines.find((line) => line.trim().startsWith(`${name} (`))?.trim();
    expect(connected("dense")).toMatch(/ image$/);
    expect(connected("ofRow")).toMatch(/ row$/);
    expect(connected("concatenate")).toMatch(/ dense, ofRow$/);
  });

  it("is made again from its description, only with the given custom classes", async () => {
    const model = withSkip();
    model.initialize();
    const description = JSON.parse(JSON.stringify(describeModel(model)));
    const made = modelFrom(description, custom);
    made.setWeights(model.getWeights());
    expect(await made.predict(x)).toEqual(await model.predict(x));
    expect(() => modelFrom(description, { Sum })).toThrow(
      'Unknown layer "Swish". If it is your own, pass it when you load the model: customObjects: { Swish }.',
    );
    expect(() => modelFrom(description, { Sum, Swish: 3 })).toThrow("class Swish extends Layer, but it is number");
  });

  it("can end at a layer of another model, with the same weights", async () => {
    const model = withSkip();
    const inner = new Model({ inputs: model.inputs, outputs: model.outputOf("swish") });
    expect(inner.outputShape).toEqual([4]);
    model.initialize();
    expect(inner.getWeights()).toEqual(model.getWeights());
    expect(() => model.outputOf("shared")).toThrow('Layer "shared" has 2 outputs in the model');
    expect(() => model.layer("swash")).toThrow('Unknown layer of the model "swash". Did you mean "swish"?');
  });

  it("can start in the middle of another model", async () => {
    const model = sequential([dense(3), dense(2), dense(4)], { inputShape: [4] });
    const codings = new Model({ inputs: model.inputs, outputs: model.outputOf("dense_1") });
    const decoder = new Model({ inputs: model.outputOf("dense_1"), outputs: model.outputOf("dense_2") });
    model.initialize();
    expect(await decoder.predict(await codings.predict(x))).toEqual(await model.predict(x));
  });

  it("can be a layer of other models", async () => {
    const inner = withSkip();
    const model = sequential([inner, dense(2)]);
    model.buildFor([4]);
    expect(model.variablePaths).toContain("model/shared/kernel");
    expect((await model.predict(x)).shape).toEqual([8, 2]);
    expect(describeModel(modelFrom(describeModel(model), custom))).toEqual(describeModel(model));
  });
});

describe("a custom layer", () => {
  it("has the weights of the layers in its fields, and trains them", async () => {
    const model = sequential([new Residual({ units: 4 })], { inputShape: [4] });
    expect(model.variablePaths).toEqual([
      "residual/dense/kernel",
      "residual/dense/bias",
      "residual/swish/beta",
      "residual/dense_1/kernel",
      "residual/dense_1/bias",
    ]);
    model.compile({ loss: "mse", optimizer: "adam" });
    const before = model.getWeights();
    await model.fit(
      x,
      ndarray(
        "float32",
        [8, 4],
        x.data.map((v) => 2 * v),
      ),
      { ...quiet, epochs: 2 },
    );
    model.getWeights().forEach((now, i) => {
      expect(now).not.toEqual(before[i]);
    });
    const made = modelFrom(describeModel(model), custom);
    made.buildFor([4]);
    made.setWeights(model.getWeights());
    expect(await made.predict(x)).toEqual(await model.predict(x));
  });

  it("isn't trained while it is frozen", () => {
    const layer = new Residual({ units: 4 });
    layer.buildFor([4]);
    layer.outputShapeFor([4]);
    expect(layer.trainableVariables).toHaveLength(5);
    layer.trainable = false;
    expect(layer.trainableVariables).toHaveLength(0);
  });

  it("doesn't change when a model in which it is frozen is trained, although it has running statistics", async () => {
    const encoder = sequential([dense(3), batchNormalization()], { inputShape: [4] });
    const model = sequential([encoder, dense(4)]);
    model.compile({ loss: "mse" });
    await model.fit(x, x, quiet);
    encoder.trainable = false;
    const before = await encoder.predict(x);
    await model.fit(x, x, quiet);
    expect(await encoder.predict(x)).toEqual(before);
    encoder.trainable = true;
    await model.fit(x, x, quiet);
    expect(await encoder.predict(x)).not.toEqual(before);
  });

  it("gets an error if it is called without a context, instead of returning a wrong result", () => {
    class Direct extends Layer {
      readonly inner = new Swish();
      call(x: Tensor) {
        this.inner.buildFor([4]);
        return this.inner.call(x);
      }
    }
    const model = sequential([new Direct()], { inputShape: [4] });
    return expect(model.predict(x)).rejects.toThrow(
      'The weight "beta" of a layer has no numbers here. Call the layer with apply(x, context)',
    );
  });
});

class Silent extends Layer {
  call() {
    return undefined as unknown as Tensor;
  }
}
class Nameless extends Layer {
  protected override build() {
    this.addWeight(undefined as never, undefined as never);
  }
  call(value: Tensor) {
    return value;
  }
}

describe("a mistake in a model gives a clear error", () => {
  const start = input([4]);
  // Mistakes that only plain JavaScript allows.
  class Empty extends (Layer as unknown as new () => Silent) {}
  it.each<[string, () => unknown, string]>([
    [
      "a missing input",
      () => new Model({ inputs: input([4]), outputs: dense(2).apply(start) }),
      "isn't among the model's inputs",
    ],
    ["a layer without call", () => new Empty().apply(start), 'Layer "empty" has no method call.'],
    [
      "a layer that returns nothing",
      () => new Silent().apply(start),
      'call of layer "silent" returns undefined. Return a tensor',
    ],
    ["a weight without a name", () => new Nameless().apply(start), 'addWeight of layer "nameless" needs a name and a shape'],
    ["no outputs", () => new Model({ inputs: start, outputs: [] }), "outputs of a model must be results of input()"],
    [
      "a shape instead of an input",
      () => new Model({ inputs: [4] as never, outputs: dense(2).apply(start) }),
      "inputs of a model must be results of input()",
    ],
    ["an input twice", () => new Model({ inputs: [start, start], outputs: dense(2).apply(start) }), "is given twice"],
    ["a number instead of a value", () => dense(2).apply(3 as never), 'Layer "dense" needs values from input()'],
    [
      "images for a dense layer",
      () => dense(2).apply(input([28, 28])),
      'Layer "dense" expects rows of features, but gets [batch, 28, 28].',
    ],
    [
      "what is before it",
      () => conv2d(2, 3).apply(flatten().apply(input([28, 28]))),
      'Before it, "flatten" returns [batch, 784].',
    ],
    [
      "a shape that isn't one",
      () => input([0, 3]),
      "a list of whole numbers of at least 1, such as [28, 28, 1], but it is [0,3]",
    ],
    [
      "a mistyped option",
      () => new Model({ inputs: start, output: start } as never),
      'Unknown option "output" of Model. Did you mean "outputs"?',
    ],
    [
      "the same name twice",
      () => new Model({ inputs: start, outputs: dense(2, { name: "a" }).apply(reshape([4], { name: "a" }).apply(start)) }),
      'Two layers have the name "a"',
    ],
  ])("%s", (_what, make, line) => {
    expect(make).toThrow(line);
  });
});

it("a model of a hundred consecutive layers can be compiled and differentiated", async () => {
  const start = input([8]);
  let value = start;
  for (let i = 0; i < 100; i++) value = dense(8, { activation: "tanh" }).apply(value);
  const model = new Model({ inputs: start, outputs: value });
  model.compile({ loss: "mse" });
  const rows = ndarray("float32", [4, 8], new Float32Array(32).fill(0.5));
  const { history } = await model.fit(rows, rows, quiet);
  expect(history[0]!.loss).toBeGreaterThan(0);
});

describe("several inputs and outputs", () => {
  const table = ndarray(
    "float32",
    [8, 2],
    Float32Array.from({ length: 16 }, (_, i) => Math.cos(i)),
  );
  const labels = ndarray("int32", [8], Int32Array.of(0, 1, 2, 0, 1, 2, 0, 1));
  const sum = ndarray(
    "float32",
    [8, 1],
    Float32Array.from({ length: 8 }, (_, i) => x.data[4 * i]! + table.data[2 * i]!),
  );
  function twoByTwo() {
    const [signal, columns] = [input([4]), input([2])];
    const both = new Sum().apply([dense(3).apply(signal), dense(3).apply(columns)]);
    const label = dense(3, { activation: "softmax" }).apply(both);
    const total = dense(1).apply(both);
    return new Model({ inputs: { signal, columns }, outputs: { label, total } });
  }
  const examples = { signal: x, columns: table };
  const targets = { label: labels, total: sum };

  it("are given and returned by name, and each output has its loss, weight and metrics", async () => {
    const model = twoByTwo();
    model.compile({
      loss: { label: "sparseCategoricalCrossentropy", total: "mse" },
      lossWeights: { total: 0.25 },
      metrics: { label: ["accuracy"], total: ["mae"] },
      optimizer: "adam",
    });
    const before = await model.evaluate(examples, targets);
    expect(Object.keys(before)).toEqual(["loss", "labelLoss", "totalLoss", "labelAccuracy", "totalMae"]);
    expect(before.loss).toBeCloseTo(before.labelLoss! + 0.25 * before.totalLoss!, 5);
    const predicted = await model.predict(examples);
    expect(predicted.label.shape).toEqual([8, 3]);
    const squared = sum.data.reduce((all, y, i) => all + (y - predicted.total.data[i]!) ** 2, 0) / 8;
    expect(before.totalLoss).toBeCloseTo(squared, 5);
    const entropy = labels.data.reduce((all, label, i) => all - Math.log(predicted.label.data[3 * i + label]!), 0) / 8;
    expect(before.labelLoss).toBeCloseTo(entropy, 5);
    const { history } = await model.fit([x, table], [labels, sum], { ...quiet, epochs: 40, validationData: [examples, targets] });
    expect(history.at(-1)!.loss).toBeLessThan(0.9 * before.loss!);
    expect(history.at(-1)!.valLabelAccuracy).toBeGreaterThanOrEqual(0);
  });

  it("can have separate weights of examples", async () => {
    const model = twoByTwo();
    model.compile({ loss: ["sparseCategoricalCrossentropy", "mse"] });
    const ones = ndarray("float32", [8], new Float32Array(8).fill(1));
    const first = ndarray("float32", [8], Float32Array.of(8, 0, 0, 0, 0, 0, 0, 0));
    const plain = await model.evaluate(examples, targets);
    expect(await model.evaluate(examples, targets, { sampleWeights: ones })).toEqual(plain);
    const weighted = await model.evaluate(examples, targets, { sampleWeights: { total: first } });
    const predicted = await model.predict(examples);
    expect(weighted.labelLoss).toBe(plain.labelLoss);
    expect(weighted.totalLoss).toBeCloseTo((sum.data[0]! - predicted.total.data[0]!) ** 2, 4);
  });

  it("are part of the description", async () => {
    const model = twoByTwo();
    model.initialize();
    const made = modelFrom(JSON.parse(JSON.stringify(describeModel(model))), custom);
    made.setWeights(model.getWeights());
    expect(await made.predict(examples)).toEqual(await model.predict(examples));
    expect(made.inputNames).toEqual(["signal", "columns"]);
  });

  it.each<[string, () => unknown, string]>([
    [
      "a loss that is missing",
      () => twoByTwo().compile({ loss: { label: "mse" } }),
      "The model has 2 outputs (label, total). Give each a loss",
    ],
    ["one loss for two outputs", () => twoByTwo().compile({ loss: "mse" }), "Give each a loss"],
    [
      "a loss for an unknown output",
      () => twoByTwo().compile({ loss: { label: "mse", totl: "mse" } }),
      'Unknown option "totl" of loss. Did you mean "total"?',
    ],
    ["a negative weight", () => twoByTwo().compile({ loss: ["mse", "mse"], lossWeights: [1, -1] }), 'but that of "total" is -1'],
    [
      "metrics without an output",
      () => twoByTwo().compile({ loss: ["mse", "mse"], metrics: ["mae"] }),
      "Give each a list of metrics",
    ],
    ["one array", () => twoByTwo().predict(x), 'The model needs examples for "signal", "columns", but it got one array.'],
    ["an input that is missing", () => twoByTwo().predict({ signal: x }), 'The examples of "columns" are missing.'],
    [
      "a mistyped name",
      () => twoByTwo().predict({ signal: x, colums: table }),
      'Unknown option "colums" of examples. Did you mean "columns"?',
    ],
    [
      "other shapes",
      () => twoByTwo().predict([table, x]),
      'The model needs examples of shape [4] for "signal", but these are [2].',
    ],
    [
      "fewer rows for one input",
      () =>
        twoByTwo()
          .compile({ loss: ["mse", "mse"] })
          .fit([x, ndarray("float32", [2, 2], new Float32Array(4))], [sum, sum]),
      "All inputs need the same number of training examples",
    ],
  ])("give an error for %s", async (_what, make, line) => {
    await expect(async () => make()).rejects.toThrow(line);
  });
});

describe("gradients of a model's outputs with respect to its inputs", () => {
  it("are equal to those computed by hand", async () => {
    const model = sequential([dense(2, { activation: "tanh" })], { inputShape: [4] });
    const kernel = Float32Array.from({ length: 8 }, (_, i) => Math.cos(i) / 2);
    model.setWeights([ndarray("float32", [4, 2], kernel), ndarray("float32", [2], Float32Array.of(0.1, -0.2))]);
    const { data } = await gradients(model, x);
    const outputs = (await model.predict(x)).data;
    for (let row = 0; row < 8; row++)
      for (let i = 0; i < 4; i++) {
        const slope = [0, 1].reduce((all, j) => all + (1 - outputs[2 * row + j]! ** 2) * kernel[2 * i + j]!, 0);
        expect(data[4 * row + i]).toBeCloseTo(slope, 5);
      }
    const second = await gradients(model, x, { of: (y) => slice(y, 1, 1, 2) });
    expect(second.data[0]).toBeCloseTo((1 - outputs[1]! ** 2) * kernel[1]!, 5);
  });

  it("can be checked for a custom layer and loss, and a wrong one gives an error", async () => {
    expect(await checkGradients(new Swish(), [4])).toBeLessThan(1e-3);
    expect(await checkGradients(new Residual({ units: 3 }), [3])).toBeLessThan(1e-3);
    expect(await checkGradients(new Sum(), [[2], [2]])).toBeLessThan(1e-3);
    const cubed = (yTrue: Tensor, yPred: Tensor) => mul(square(yPred), yTrue);
    expect(await checkGradients(cubed, [4])).toBeLessThan(1e-3);
    class Wrong extends Layer {
      call(value: Tensor) {
        return withGradient(square(value), [value], (dy) => [dy]);
      }
    }
    await expect(checkGradients(new Wrong(), [2])).rejects.toThrow('Layer "wrong": the gradient of input 0 at place 0 is');
  });
});
