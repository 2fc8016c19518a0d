import { describe, expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { add, mul, sigmoid, type Tensor } from "../graph/index.ts";
import { type CallContext, conv2d, Dense, dense, flatten, input, Layer, reshape } from "../layers/index.ts";
import { describeModel, modelFrom } from "./architecture.ts";
import { Model } from "./model.ts";
import { sequential } from "./sequential.ts";

/** x · sigmoid(beta · x), with a beta that is learned. */
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

/** Two layers and what goes past them. */
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

/** A skip connection, and a layer that is used twice. */
function withSkip() {
  const start = input([4]);
  const shared = dense(4, { name: "shared" });
  const a = shared.apply(start);
  const b = new Swish().apply(a);
  return new Model({ inputs: start, outputs: new Sum().apply([a, b, shared.apply(b)]) });
}

describe("a graph of layers", () => {
  it("gives what its layers do by hand, the shared one twice", async () => {
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

  it("has each weight once, and learns them", async () => {
    const model = withSkip();
    expect(model.variablePaths).toEqual(["shared/kernel", "shared/bias", "swish/beta"]);
    model.compile({ loss: "mse", optimizer: "adam" });
    const { history } = await model.fit(x, x, { ...quiet, epochs: 60 });
    expect(history.at(-1)!.loss).toBeLessThan(0.8 * history[0]!.loss);
    expect(model.getWeights()[2]!.data[0]).not.toBe(1);
  });

  it("is made again from its description, with the classes that are given and no others", async () => {
    const model = withSkip();
    model.initialize();
    const description = JSON.parse(JSON.stringify(describeModel(model)));
    const made = modelFrom(description, custom);
    made.setWeights(model.getWeights());
    expect(await made.predict(x)).toEqual(await model.predict(x));
    expect(() => modelFrom(description, { Sum })).toThrow(
      'Unknown layer "Swish". If it is one of your own, give it when loading: customObjects: { Swish }.',
    );
    expect(() => modelFrom(description, { Sum, Swish: 3 })).toThrow("class Swish extends Layer, but this is number");
  });

  it("ends at one of another's layers, with the same weights", async () => {
    const model = withSkip();
    const inner = new Model({ inputs: model.inputs, outputs: model.outputOf("swish") });
    expect(inner.outputShape).toEqual([4]);
    model.initialize();
    expect(inner.getWeights()).toEqual(model.getWeights());
    expect(() => model.outputOf("shared")).toThrow('Layer "shared" gives 2 values in the model');
    expect(() => model.layer("swash")).toThrow('Unknown layer of the model "swash". Did you mean "swish"?');
  });

  it("begins in the middle of another", async () => {
    const model = sequential([dense(3), dense(2), dense(4)], { inputShape: [4] });
    const codings = new Model({ inputs: model.inputs, outputs: model.outputOf("dense_1") });
    const decoder = new Model({ inputs: model.outputOf("dense_1"), outputs: model.outputs });
    model.initialize();
    expect(await decoder.predict(await codings.predict(x))).toEqual(await model.predict(x));
  });

  it("is a layer of others", async () => {
    const inner = withSkip();
    const model = sequential([inner, dense(2)]);
    model.buildFor([4]);
    expect(model.variablePaths).toContain("model/shared/kernel");
    expect((await model.predict(x)).shape).toEqual([8, 2]);
    expect(describeModel(modelFrom(describeModel(model), custom))).toEqual(describeModel(model));
  });
});

describe("a layer of one's own", () => {
  it("has the weights of the layers that are its fields, which learn", async () => {
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

  it("doesn't learn while it is frozen", () => {
    const layer = new Residual({ units: 4 });
    layer.buildFor([4]);
    layer.outputShapeFor([4]);
    expect(layer.trainableVariables).toHaveLength(5);
    layer.trainable = false;
    expect(layer.trainableVariables).toHaveLength(0);
  });

  it("that is called without a context is told, instead of giving a wrong result", () => {
    class Direct extends Layer {
      readonly inner = new Swish();
      call(x: Tensor) {
        this.inner.buildFor([4]);
        return this.inner.call(x);
      }
    }
    const model = sequential([new Direct()], { inputShape: [4] });
    return expect(model.predict(x)).rejects.toThrow(
      'The weight "beta" of a layer is used without its numbers. Call the layer with apply(x, context)',
    );
  });
});

describe("what doesn't fit is told", () => {
  const start = input([4]);
  it.each<[string, () => unknown, string]>([
    [
      "an input that isn't given",
      () => new Model({ inputs: input([4]), outputs: dense(2).apply(start) }),
      "isn't among the model's inputs",
    ],
    ["no outputs", () => new Model({ inputs: start, outputs: [] }), "outputs of a model are what input()"],
    [
      "a shape for an input",
      () => new Model({ inputs: [4] as never, outputs: dense(2).apply(start) }),
      "inputs of a model are what input()",
    ],
    ["an input twice", () => new Model({ inputs: [start, start], outputs: dense(2).apply(start) }), "is given twice"],
    ["a number for a value", () => dense(2).apply(3 as never), 'Layer "dense" is applied to what input()'],
    [
      "images for a dense layer",
      () => dense(2).apply(input([28, 28])),
      'Layer "dense" expects rows of features, but gets [batch, 28, 28].',
    ],
    [
      "what is before it",
      () => conv2d(2, 3).apply(flatten().apply(input([28, 28]))),
      'Before it: "flatten", which gives [batch, 784].',
    ],
    [
      "a shape that isn't one",
      () => input([0, 3]),
      "a list of whole numbers of at least 1, such as [28, 28, 1], but this is [0,3]",
    ],
    [
      "a mistyped option",
      () => new Model({ inputs: start, output: start } as never),
      'Unknown option "output" of Model. Did you mean "outputs"?',
    ],
    [
      "the same name twice",
      () => new Model({ inputs: start, outputs: dense(2, { name: "a" }).apply(reshape([4], { name: "a" }).apply(start)) }),
      'Two layers are called "a"',
    ],
  ])("%s", (_what, make, line) => {
    expect(make).toThrow(line);
  });
});

it("a hundred layers, one behind the other, are compiled and differentiated", async () => {
  const start = input([8]);
  let value = start;
  for (let i = 0; i < 100; i++) value = dense(8, { activation: "tanh" }).apply(value);
  const model = new Model({ inputs: start, outputs: value });
  model.compile({ loss: "mse" });
  const rows = ndarray("float32", [4, 8], new Float32Array(32).fill(0.5));
  const { history } = await model.fit(rows, rows, quiet);
  expect(history[0]!.loss).toBeGreaterThan(0);
});
