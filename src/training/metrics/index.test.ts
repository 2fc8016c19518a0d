import { describe, expect, it } from "vitest";
import { type NdArray, ndarray } from "../../core/ndarray.ts";
import { dense, type Layer, reshape, timeDistributed } from "../../layers/index.ts";
import type { CompileOptions } from "../../models/compile.ts";
import { sequential } from "../../models/sequential.ts";
import { sgd } from "../optimizers/index.ts";

const numbers = (shape: number[], ...values: number[]) => ndarray("float32", shape, Float32Array.from(values));

/** Computes the metrics of a model whose outputs are the examples times 1. */
function figuresOf(compile: CompileOptions, layer: (units: number) => Layer, examples: NdArray, targets: NdArray) {
  const units = examples.shape.at(-1)!;
  const model = sequential([layer(units)], { inputShape: examples.shape.slice(1) });
  model.compile(compile);
  model.setWeights([numbers([units, units], ...Array.from({ length: units ** 2 }, (_, i) => (i % (units + 1) === 0 ? 1 : 0)))]);
  return model.evaluate(examples, targets);
}
const plain = (units: number) => dense(units, { useBias: false });
const withActivation = (activation: "sigmoid" | "softmax") => (units: number) => dense(units, { useBias: false, activation });
const metric = (name: "accuracy" | "mse" | "mae" | "roundedAccuracy", examples: NdArray, targets: NdArray) =>
  figuresOf({ loss: "mse", metrics: [name] }, plain, examples, targets).then((figures) => figures[name]);

describe("accuracy of a single output", () => {
  it("is 1 for a perfect classifier, of float32, int and bool targets", async () => {
    const sigmoid = withActivation("sigmoid");
    const compile = { loss: "binaryCrossentropy", metrics: ["accuracy"] } as const;
    const x = numbers([4, 1], -1, 1, 1, 1);
    const targets = [
      numbers([4, 1], 0, 1, 1, 1),
      ndarray("int32", [4, 1], Int32Array.of(0, 1, 1, 1)),
      ndarray("uint8", [4, 1], Uint8Array.of(0, 1, 1, 1)),
      ndarray("int64", [4, 1], BigInt64Array.of(0n, 1n, 1n, 1n)),
      ndarray("bool", [4, 1], Uint8Array.of(0, 1, 1, 1)),
    ];
    for (const y of targets) expect((await figuresOf(compile, sigmoid, x, y)).accuracy).toBe(1);
  });

  it("counts an output above 0.5 as class 1, as Keras does", async () => {
    // Right: .2 for 0, .5 (not above) for 0, .6 for 1. Wrong: .5 for 1.
    expect(await metric("accuracy", numbers([4, 1], 0.2, 0.5, 0.6, 0.5), numbers([4, 1], 0, 0, 1, 1))).toBe(0.75);
  });

  it("is also in the history and in the values on validation data", async () => {
    const model = sequential([dense(1, { activation: "sigmoid", useBias: false, inputShape: [1] })]);
    model.compile({ loss: "binaryCrossentropy", optimizer: sgd({ learningRate: 1e-9 }), metrics: ["accuracy"] });
    model.setWeights([numbers([1, 1], 1)]);
    const [x, y] = [numbers([5, 1], -1, 1, 1, 1, 1), numbers([5, 1], 0, 1, 1, 1, 0)];
    // 4 of 5 are right. Batches of 2, 2 and 1 examples count by their number of examples.
    const { history } = await model.fit(x, y, { batchSize: 2, shuffle: false, validationData: [x, y], warn: false });
    expect(history[0]!.accuracy).toBeCloseTo(0.8, 6);
    expect(history[0]!.valAccuracy).toBeCloseTo(0.8, 6);
  });
});

describe("accuracy of several outputs", () => {
  const outputs = numbers([3, 3], 0.1, 0.7, 0.2, 0.6, 0.3, 0.1, 0.2, 0.2, 0.6);

  it("compares the largest output with one-hot rows", async () => {
    expect(await metric("accuracy", outputs, numbers([3, 3], 0, 1, 0, 1, 0, 0, 0, 1, 0))).toBeCloseTo(2 / 3, 6);
  });

  it("compares the largest output with class numbers [n] and [n, 1]", async () => {
    const compile = { loss: "sparseCategoricalCrossentropy", metrics: ["accuracy"] } as const;
    for (const shape of [[3], [3, 1]]) {
      const labels = ndarray("int32", shape, Int32Array.of(1, 0, 1));
      const { accuracy } = await figuresOf(compile, withActivation("softmax"), outputs, labels);
      expect(accuracy).toBeCloseTo(2 / 3, 6);
    }
  });

  it("rejects rows with several classes or none, and names the metric that counts them", async () => {
    const wrong = {
      several: numbers([3, 3], 0, 1, 0, 1, 0, 1, 0, 0, 1),
      none: ndarray("int32", [3, 3], Int32Array.of(0, 1, 0, 0, 0, 0, 0, 0, 1)),
    };
    for (const targets of Object.values(wrong)) {
      await expect(metric("accuracy", outputs, targets)).rejects.toThrow(
        "The metric accuracy compares the largest of 3 outputs with the one class of an example, but the targets of row 1 (counted from 0) have no single largest value. Where an example has several classes or none, use the metric roundedAccuracy.",
      );
    }
    // All outputs of rows 0 and 1 are right at 0.5, and the first one of row 2 is.
    expect(await metric("roundedAccuracy", outputs, numbers([3, 3], 0, 1, 0, 1, 0, 0, 0, 1, 0))).toBeCloseTo(7 / 9, 6);
  });

  it("compares step by step if an example has several steps", async () => {
    const steps = (units: number) => timeDistributed(plain(units));
    const x = numbers([1, 3, 2], 0.9, 0.1, 0.2, 0.8, 0.3, 0.7);
    const y = numbers([1, 3, 2], 1, 0, 1, 0, 0, 1);
    expect((await figuresOf({ loss: "mse", metrics: ["accuracy"] }, steps, x, y)).accuracy).toBeCloseTo(2 / 3, 6);
  });
});

it.each([
  ["acc", "accuracy"],
  ["binary_accuracy", "binaryAccuracy"],
  ["categorical_accuracy", "categoricalAccuracy"],
])("Keras's name %s gets the hint %s", (theirs, ours) => {
  const compiling = () => sequential([dense(1)]).compile({ loss: "mse", metrics: [theirs as "mae"] });
  expect(compiling).toThrow(`Did you mean "${ours}"?`);
});

it("metrics that compare element by element reject targets of another shape, which would be broadcast", async () => {
  const labels = numbers([2, 1], 0, 1);
  for (const name of ["mse", "mae", "roundedAccuracy"] as const) {
    const compile = { loss: "sparseCategoricalCrossentropy", metrics: [name] } as const;
    await expect(figuresOf(compile, withActivation("softmax"), numbers([2, 3], 1, 0, 0, 0, 1, 0), labels)).rejects.toThrow(
      `The metric ${name} needs targets in the outputs' shape [batch, 3], but the targets are [batch, 1].`,
    );
  }
});

it("metrics ignore sample weights, as Keras's metrics do", async () => {
  const model = sequential([plain(1)], { inputShape: [1] }).compile({ loss: "mse", metrics: ["mae"] });
  model.setWeights([numbers([1, 1], 1)]);
  const [x, y] = [numbers([2, 1], 1, 3), numbers([2, 1], 0, 0)];
  expect(await model.evaluate(x, y, { sampleWeights: numbers([2], 1, 0) })).toEqual({ loss: 0.5, mae: 2 });
});

describe("categorical cross-entropy", () => {
  const logSumExp = (...z: number[]) => Math.log(z.reduce((sum, x) => sum + Math.exp(x), 0));

  it("is a mean over the steps if an example has several, each with its own softmax", async () => {
    const steps = (units: number) => timeDistributed(dense(units, { useBias: false, activation: "softmax" }));
    const x = numbers([1, 2, 3], 1, 0, 0, 0, 2, 0);
    const expected = (logSumExp(1, 0, 0) - 1 + (logSumExp(0, 2, 0) - 2)) / 2;
    const oneHot = await figuresOf({ loss: "categoricalCrossentropy" }, steps, x, numbers([1, 2, 3], 1, 0, 0, 0, 1, 0));
    expect(oneHot.loss).toBeCloseTo(expected, 5);
    const sparse = { loss: "sparseCategoricalCrossentropy", metrics: ["accuracy"] } as const;
    const labels = ndarray("int32", [1, 2], Int32Array.of(0, 1));
    const { loss, accuracy } = await figuresOf(sparse, steps, x, labels);
    expect(loss).toBeCloseTo(expected, 5);
    expect(accuracy).toBe(1);
  });

  it("divides outputs that don't sum to 1 by their sum, as Keras does", async () => {
    // With outputs .9 and .9, each class has a half, although both sigmoids are sure.
    const logit = Math.log(0.9 / 0.1);
    const { loss } = await figuresOf(
      { loss: "categoricalCrossentropy" },
      withActivation("sigmoid"),
      numbers([1, 2], logit, logit),
      numbers([1, 2], 1, 0),
    );
    expect(loss).toBeCloseTo(Math.LN2, 5);
  });

  it("names the loss that accepts the targets", async () => {
    const x = numbers([2, 2], 1, 0, 0, 1);
    const softmax = withActivation("softmax");
    await expect(figuresOf({ loss: "sparseCategoricalCrossentropy" }, softmax, x, x)).rejects.toThrow(
      "The loss sparseCategoricalCrossentropy takes class numbers [batch] for outputs [batch, 2], but the targets are [batch, 2]. For one-hot rows, use categoricalCrossentropy.",
    );
    await expect(figuresOf({ loss: "categoricalCrossentropy" }, softmax, x, numbers([2], 0, 1))).rejects.toThrow(
      "The model's output is [batch, 2], but the targets are [batch]. For class numbers, use sparseCategoricalCrossentropy.",
    );
    await expect(figuresOf({ loss: "mse" }, plain, numbers([2, 3], 1, 2, 3, 4, 5, 6), x)).rejects.toThrow(
      "The model's output is [batch, 3], but the targets are [batch, 2].",
    );
  });
});

it("a softmax that is reshaped afterwards still uses the logits of each class", async () => {
  const model = sequential([dense(4, { useBias: false, activation: "softmax" }), reshape([2, 2])], { inputShape: [4] });
  model.compile({ loss: "categoricalCrossentropy" });
  model.setWeights([numbers([4, 4], 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1)]);
  const { loss } = await model.evaluate(numbers([1, 4], 1, 0, 0, 2), numbers([1, 2, 2], 1, 0, 0, 1));
  const shareOf = (right: number, wrong: number) => Math.log(Math.exp(right) / (Math.exp(right) + Math.exp(wrong)));
  expect(loss).toBeCloseTo(-(shareOf(1, 0) + shareOf(2, 0)) / 2, 5);
});
