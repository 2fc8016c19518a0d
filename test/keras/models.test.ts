import { describe, expect, it } from "vitest";
import { type NdArray, ndarray } from "../../src/core/ndarray.ts";
import { add, concatenate, dense, input } from "../../src/layers/index.ts";
import { Model, sequential } from "../../src/models/index.ts";
import { sgd } from "../../src/training/index.ts";
import { fixture, numbers } from "./keras.fixture.ts";

interface Trained {
  readonly weights: readonly (readonly number[])[];
  readonly loss: readonly number[];
}
interface Several extends Trained {
  readonly names: readonly string[];
  readonly accuracy: readonly number[];
  readonly mae: readonly number[];
  readonly label: readonly number[];
  readonly total: readonly number[];
}
const models = fixture("keras-models") as Readonly<Record<"plain" | "weighted", Several>> & { readonly classes: Trained };

const COUNT = 12;
const signal = numbers([COUNT, 4], 1);
const labels = ndarray(
  "int32",
  [COUNT],
  Int32Array.from({ length: COUNT }, (_, i) => i % 3),
);

function expectNear(found: readonly number[] | NdArray["data"], wanted: readonly number[], within = 1e-5) {
  expect(found).toHaveLength(wanted.length);
  wanted.forEach((value, i) => {
    expect(Math.abs(Number(found[i]) - value)).toBeLessThan(within);
  });
}

describe("a model with two inputs, two outputs, a shared layer and a skip connection, trained in two calls of fit", () => {
  it.each(["plain", "weighted"] as const)("has the same weights and metrics as in Keras: %s", async (kind) => {
    const wanted = models[kind];
    const [first, columns] = [input([4]), input([2])];
    const shared = dense(4, { activation: "tanh", name: "shared" });
    const once = shared.apply(first);
    const both = concatenate().apply([add().apply([once, shared.apply(once)]), columns]);
    const label = dense(3, { activation: "softmax", name: "label" }).apply(both);
    const total = dense(1, { name: "total" }).apply(both);
    const model = new Model({ inputs: { signal: first, columns }, outputs: { label, total } });
    expect(model.variablePaths).toEqual(wanted.names);
    model.setWeights(model.variables.map(({ shape }, i) => numbers(shape, 70 + i, [-0.5, 0.5])));
    model.compile({
      optimizer: sgd({ learningRate: 0.05, momentum: 0.9 }),
      loss: { label: "sparseCategoricalCrossentropy", total: "mse" },
      lossWeights: { total: 0.25 },
      metrics: { label: ["accuracy"], total: ["mae"] },
    });
    const x = { signal, columns: numbers([COUNT, 2], 2) };
    const y = { label: labels, total: numbers([COUNT, 1], 3) };
    const sampleWeights = { label: numbers([COUNT], 4, [0.5, 2]), total: numbers([COUNT], 5, [0, 1]) };
    const told = { epochs: 2, batchSize: 5, shuffle: false, warn: false, ...(kind === "weighted" && { sampleWeights }) } as const;
    const history = [...(await model.fit(x, y, told)).history, ...(await model.fit(x, y, told)).history];
    const figures = (name: string) => history.map((log) => Number(log[name as keyof typeof log]));
    expectNear(figures("loss"), wanted.loss);
    expectNear(figures("labelAccuracy"), wanted.accuracy);
    expectNear(figures("totalMae"), wanted.mae);
    model.getWeights().forEach(({ data }, i) => {
      expectNear(data, wanted.weights[i]!);
    });
    const predicted = await model.predict(x);
    expectNear(predicted.label.data, wanted.label);
    expectNear(predicted.total.data, wanted.total);
  });
});

it("a model trained with class weights has the same weights as in Keras", async () => {
  const model = sequential([dense(3, { activation: "softmax" })], { inputShape: [4] });
  model.setWeights(model.variables.map(({ shape }, i) => numbers(shape, 90 + i, [-0.5, 0.5])));
  model.compile({ optimizer: sgd({ learningRate: 0.1 }), loss: "sparseCategoricalCrossentropy" });
  const classWeights = { 0: 1, 1: 3, 2: 0.5 };
  const { history } = await model.fit(signal, labels, { epochs: 2, batchSize: 5, shuffle: false, warn: false, classWeights });
  expectNear(
    history.map(({ loss }) => loss),
    models.classes.loss,
  );
  model.getWeights().forEach(({ data }, i) => {
    expectNear(data, models.classes.weights[i]!);
  });
});
