import { describe, expect, it } from "vitest";
import { type NdArray, ndarray } from "../../src/core/ndarray.ts";
import type { Tensor } from "../../src/graph/index.ts";
import type { Layer, SymbolicTensor } from "../../src/layers/index.ts";
import * as layers from "../../src/layers/index.ts";
import { type BaseModel, Model, sequential } from "../../src/models/index.ts";
import { sgd } from "../../src/training/index.ts";
import { fixture, numbers } from "./keras.fixture.ts";

interface Numbers {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

interface Case {
  readonly inputs: readonly Numbers[];
  readonly targets: Numbers;
  readonly weights: readonly Numbers[];
  readonly outputs: Numbers;
  readonly history: {
    readonly loss?: readonly number[];
    readonly mae?: readonly number[];
    readonly accuracy?: readonly number[];
  };
  readonly evaluated: Readonly<Record<string, number>>;
}

const { epochs, models } = fixture("keras-masks") as {
  readonly epochs: number;
  readonly models: Readonly<Record<string, Case>>;
};

const {
  masking,
  lstm,
  gru,
  dense,
  bidirectional,
  timeDistributed,
  embedding,
  multiHeadAttention,
  globalAveragePooling1d,
  input,
} = layers;
const all = { returnSequences: true } as const;
const behind = (first: Layer, ...rest: readonly Layer[]): BaseModel => sequential([first, ...rest]) as unknown as BaseModel;
const skipping = (maskValue: number) => masking({ maskValue, inputShape: [5, 3] });
const steps = () => timeDistributed(dense(2));
const words = () => embedding(7, 4, { maskZero: true, inputShape: [5] });

/** Creates a model that merges two series with different masks and reads the result with an LSTM. */
function merged(merge: Layer<readonly Tensor[]>): BaseModel {
  const [a, b] = [input([5, 3]), input([5, 3])];
  const both = merge.apply([masking().apply(a), masking().apply(b)]);
  return new Model({ inputs: [a, b], outputs: dense(2).apply(lstm(3).apply(both)) }) as unknown as BaseModel;
}

function attention(options: layers.MultiHeadAttentionOptions): BaseModel {
  const x: SymbolicTensor = input([5]);
  const vectors = embedding(7, 4, { maskZero: true }).apply(x);
  const seen = multiHeadAttention(2, 3, options).apply([vectors, vectors]);
  return new Model({ inputs: x, outputs: dense(2).apply(globalAveragePooling1d().apply(seen)) }) as unknown as BaseModel;
}

const made: Readonly<Record<string, () => BaseModel>> = {
  lstm: () => behind(skipping(-2), lstm(4), dense(2)),
  gru: () => behind(skipping(-2), gru(4), dense(2)),
  lstmThenGru: () => behind(skipping(-2), lstm(4, all), layers.gaussianNoise(0), gru(3), dense(2)),
  lstmBackwards: () => behind(skipping(-2), lstm(4, { goBackwards: true }), dense(2)),
  gruBackwards: () => behind(skipping(-2), gru(4, { goBackwards: true, ...all }), lstm(3), dense(2)),
  bidirectional: () => behind(skipping(-2), bidirectional(lstm(3)), dense(2)),
  bidirectionalThenGru: () => behind(skipping(-2), bidirectional(gru(3, all), { mergeMode: "sum" }), gru(3), dense(2)),
  steps: () => behind(skipping(0), lstm(4, all), steps()),
  bidirectionalSteps: () => behind(skipping(0), bidirectional(lstm(3, all)), layers.dropout(0), steps()),
  normalized: () =>
    behind(skipping(0), layers.batchNormalization(), lstm(4, all), layers.layerNormalization(), layers.relu(), steps()),
  weighted: () => behind(skipping(0), gru(4, all), steps()),
  classes: () => behind(skipping(0), gru(4, all), timeDistributed(dense(3, { activation: "softmax" }))),
  forgotten: () => behind(skipping(0), lstm(3, all), layers.conv1d(2, 3, { padding: "same" }), gru(3), dense(2)),
  embedding: () => behind(words(), gru(4), dense(2)),
  pooled: () => behind(words(), globalAveragePooling1d(), dense(2)),
  Add: () => merged(layers.add()),
  Subtract: () => merged(layers.subtract()),
  Average: () => merged(layers.average()),
  Multiply: () => merged(layers.multiply()),
  Maximum: () => merged(layers.maximum()),
  Minimum: () => merged(layers.minimum()),
  Concatenate: () => merged(layers.concatenate()),
  ConcatenateSteps: () => merged(layers.concatenate({ axis: 1 })),
  attention: () => attention({}),
  attentionCausal: () => attention({ useCausalMask: true }),
  attentionDropout: () => attention({ dropout: 0.5 }),
};

const arrayOf = ({ shape, values }: Numbers): NdArray<"float32"> => ndarray("float32", shape, Float32Array.from(values));

function expectNear(found: NdArray["data"] | readonly number[], wanted: readonly number[], within = 1e-5): void {
  expect(found).toHaveLength(wanted.length);
  expect(Math.max(...wanted.map((value, i) => Math.abs(value - Number(found[i]))))).toBeLessThan(within);
}

/** Creates a compiled model with Keras's initial weights. */
function started(name: string): BaseModel {
  const model = made[name]!();
  const weights = model.variables.map(({ shape, name: of }, i) =>
    numbers(shape, 40 + i, of.includes("variance") ? [0.5, 1.5] : [-0.5, 0.5]),
  );
  model.setWeights(weights);
  const ofClasses = name === "classes";
  model.compile({
    loss: ofClasses ? "sparseCategoricalCrossentropy" : "mse",
    metrics: ofClasses ? ["accuracy"] : ["mae", "mse"],
    optimizer: sgd({ learningRate: 0.1, momentum: 0.9 }),
  });
  return model;
}

describe("masked steps at the beginning, at the end or inside of a sequence have the same effect as in Keras", () => {
  it("covers each model in the fixture", () => expect(Object.keys(made)).toEqual(Object.keys(models)));

  it.each(Object.entries(models))("%s", async (name, { inputs, targets, weights, outputs, history, evaluated }) => {
    const model = started(name);
    const [examples, y] = [inputs.length === 1 ? arrayOf(inputs[0]!) : inputs.map(arrayOf), arrayOf(targets)];
    const predicted = await model.predict(examples);
    expectNear((predicted as NdArray).data, outputs.values);

    const sampleWeights = name === "weighted" ? { sampleWeights: numbers([6], 34, [0.5, 2]) } : {};
    if (history.loss) {
      const told = { epochs, batchSize: 4, shuffle: false, warn: false, ...sampleWeights } as const;
      const found = (await model.fit(examples, y, told)).history as readonly Readonly<Record<string, number>>[];
      for (const [figure, values] of Object.entries(history))
        expectNear(
          found.map((log) => log[figure]!),
          values,
        );
    }
    const figures = await model.evaluate(examples, y, { batchSize: 4, ...sampleWeights });
    for (const [figure, value] of Object.entries(evaluated)) expectNear([figures[figure]!], [value]);
    const after = model.getWeights();
    expect(after.map(({ shape }) => shape)).toEqual(weights.map(({ shape }) => shape));
    after.forEach(({ data }, i) => {
      expectNear(data, weights[i]!.values);
    });
  });
});
