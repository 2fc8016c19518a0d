import { describe, expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import * as make from "../layers/index.ts";
import { adam } from "../training/index.ts";
import { modelFrom } from "./architecture.ts";
import { describeModel } from "./describe.ts";
import { Model } from "./model.ts";
import { sequential } from "./sequential.ts";

const numbers = (shape: readonly number[], seed = 1) => {
  const { normal } = random(seed);
  const size = shape.reduce((a, b) => a * b, 1);
  return ndarray("float32", shape, Float32Array.from({ length: size }, normal));
};

const models = {
  images: () => [
    make.resizing(7, 6, { inputShape: [8, 8, 2], interpolation: "nearest" }),
    make.zeroPadding2d(1),
    make.cropping2d([0, 1]),
    make.rescaling(2, { offset: [1, -1] }),
    make.depthwiseConv2d(3, { padding: "same", depthMultiplier: 2, depthwiseRegularizer: { l2: 0.01 } }),
    make.groupNormalization({ groups: 2 }),
    make.separableConv2d(4, [3, 2], { activation: "silu", dilationRate: [1, 2] }),
    make.prelu({ sharedAxes: [1, 2] }),
    make.spatialDropout2d(0.2),
    make.conv2d(4, 2, { groups: 2, dilationRate: 2, dataFormat: "channels_last" }),
    make.layerNormalization({ axis: [1, 2, 3] }),
    make.relu({ maxValue: 6, negativeSlope: 0.1 }),
    make.permute([2, 1, 3]),
    make.globalMaxPooling2d({ keepdims: true }),
    make.flatten(),
    make.unitNormalization(),
    make.softmax(),
  ],
  sequences: () => [
    make.bidirectional(make.lstm(2, { returnSequences: true }), { mergeMode: "ave", inputShape: [6, 3] }),
    make.zeroPadding1d([1, 0]),
    make.conv1d(4, 2, { padding: "causal", dilationRate: 2, activation: "hard_swish" }),
    make.spatialDropout1d(0.1),
    make.elu({ alpha: 0.5 }),
    make.depthwiseConv1d(2),
    make.separableConv1d(3, 2, { pointwiseInitializer: "heNormal" }),
    make.leakyRelu(0.1),
    make.averagePooling1d(2),
    make.cropping1d([0, 1]),
    make.alphaDropout(0.1),
    make.gaussianDropout(0.1),
    make.gru(2, { goBackwards: true, returnSequences: true }),
    make.bidirectional(make.gru(2), { mergeMode: "mul" }),
  ],
};

it.each(Object.entries(models))(
  "a model of many kinds of layers on %s can be trained, described and made again",
  async (_, layers) => {
    const model = sequential(layers());
    const examples = numbers([6, ...model.inputExampleShape]);
    const targets = numbers([6, ...model.outputShape], 2);
    model.compile({ loss: "mse", optimizer: "adam" });
    const before = (await model.evaluate(examples, targets)).loss!;
    await model.fit(examples, targets, { epochs: 30, batchSize: 3 });
    expect((await model.evaluate(examples, targets)).loss!).toBeLessThan(before);
    const again = modelFrom(JSON.parse(JSON.stringify(describeModel(model))));
    expect(again.variablePaths).toEqual(model.variablePaths);
    expect(new Set(again.variablePaths).size).toBe(again.variables.length);
    again.setWeights(model.getWeights());
    expect(await again.predict(examples)).toEqual(await model.predict(examples));
  },
);

it("a model with attention and layers of several inputs can be trained, described and made again", async () => {
  const series = make.input([5, 4]);
  const seen = make.multiHeadAttention(2, 3, { useCausalMask: true, valueDim: 2 }).apply([series, series]);
  const sum = make.add().apply([series, seen]);
  const beside = make.concatenate(1).apply([make.maximum().apply([sum, seen]), make.subtract().apply([sum, series])]);
  const ends = [make.globalMaxPooling1d().apply(beside), make.globalAveragePooling1d().apply(sum)];
  const outputs = make.dense(2).apply(make.dot(1, { normalize: true }).apply(ends));
  const model = new Model({ inputs: series, outputs });
  const [examples, targets] = [numbers([6, 5, 4]), numbers([6, 2], 2)];
  model.compile({ loss: "mse", optimizer: adam({ learningRate: 0.02 }) });
  const { history } = await model.fit(examples, targets, { epochs: 30, batchSize: 3 });
  expect(history.at(-1)!.loss).toBeLessThan(history[0]!.loss / 2);
  const again = modelFrom(JSON.parse(JSON.stringify(describeModel(model))));
  again.setWeights(model.getWeights());
  expect(await again.predict(examples)).toEqual(await model.predict(examples));
});

it("an embedding accepts whole numbers, and is trained", async () => {
  const model = sequential([make.embedding(4, 3, { inputShape: [2] }), make.flatten(), make.dense(1)]);
  const words = ndarray("int32", [4, 2], Int32Array.of(0, 1, 2, 3, 3, 0, 1, 1));
  const targets = ndarray("float32", [4, 1], Float32Array.of(1, 2, 3, 4));
  model.compile({ loss: "mse", optimizer: adam({ learningRate: 0.05 }) });
  const { history } = await model.fit(words, targets, { epochs: 200, batchSize: 4 });
  expect(history.at(-1)!.loss).toBeLessThan(history[0]!.loss / 4);
  const [table] = model.getWeights();
  expect(table!.shape).toEqual([4, 3]);
});

describe("an embedding's indices", () => {
  const numbers = [0, 1, 2, 3, 3, 0, 1, 1];
  const model = () =>
    sequential([sequential([make.embedding(4, 3, { inputShape: [2] })]), make.flatten(), make.dense(1)], { seed: 5 }).compile({
      loss: "mse",
    });
  const targets = ndarray("float32", [4, 1], Float32Array.of(1, 2, 3, 4));
  const bytes = ndarray("uint8", [4, 2], Uint8Array.from(numbers));

  it("give the same results as bytes and as other numbers", async () => {
    const floats = ndarray("float32", [4, 2], Float32Array.from(numbers));
    const [ofBytes, ofFloats] = [model(), model()];
    for (const [each, examples] of [
      [ofBytes, bytes],
      [ofFloats, floats],
    ] as const)
      await each.fit(examples, targets, { epochs: 3, warn: false });
    expect(ofBytes.getWeights()).toEqual(ofFloats.getWeights());
    expect(await ofBytes.predict(bytes)).toEqual(await ofFloats.predict(floats));
    expect(await ofBytes.evaluate(bytes, targets)).toEqual(await ofFloats.evaluate(floats, targets));
  });

  it("are rejected with their row if they are too large", async () => {
    const told = "The index of row 2, column 1 (counted from 0) is 4, but the embedding that takes it has those from 0 to 3.";
    const wrong = ndarray("float32", [4, 2], Float32Array.of(0, 1, 2, 3, 3, 4, 1, 1));
    await expect(model().fit(wrong, targets)).rejects.toThrow(told);
    await expect(model().predict(wrong)).rejects.toThrow(told);
    await expect(model().fit(bytes, targets, { validationData: [wrong, targets] })).rejects.toThrow(told);
    async function* parts() {
      yield { x: bytes, y: targets };
      yield { x: { ...wrong, dtype: "uint8" as const, data: Uint8Array.from(wrong.data) }, y: targets };
    }
    await expect(model().fit(parts, { epochs: 2 })).rejects.toThrow(told);
    await expect(model().predict(ndarray("int32", [1, 2], Int32Array.of(0, -1)))).rejects.toThrow("is -1, but");
  });
});

it("a model without weights can be compiled, evaluated, described and used", async () => {
  const model = sequential([make.maxPooling2d({ inputShape: [4, 4, 1] }), make.flatten()]);
  const images = ndarray(
    "float32",
    [1, 4, 4, 1],
    Float32Array.from({ length: 16 }, (_, i) => i),
  );
  const largest = ndarray("float32", [1, 4], Float32Array.of(5, 7, 13, 15));
  expect(await model.predict(images)).toEqual(largest);
  model.compile({ loss: "mse" });
  expect(await model.evaluate(images, largest)).toEqual({ loss: 0 });
  expect(await modelFrom(describeModel(model)).predict(images)).toEqual(largest);
  await expect(model.fit(images, largest)).rejects.toThrow("because no layer has weights");
  expect(model.getWeights()).toEqual([]);
  expect(model.summary()).toContain("max_pooling2d");
});

describe("a wrong option of a layer gives a clear error", () => {
  it.each<[string, () => unknown, string]>([
    ["channels first", () => make.conv2d(2, 3, { dataFormat: "channelsFirst" as never }), 'dataFormat must be "channelsLast"'],
    [
      "groups that don't divide",
      () => make.conv2d(4, 3, { groups: 3 }),
      "groups must be a whole number that divides the 4 filters",
    ],
    [
      "groups of channels",
      () => sequential([make.conv2d(4, 3, { groups: 2, inputShape: [5, 5, 3] })]),
      'Layer "conv2d" has 2 groups, but gets 3 channels',
    ],
    ["a padding", () => make.conv1d(2, 3, { padding: "casual" as never }), 'Did you mean "causal"?'],
    [
      "dilated windows",
      () => sequential([make.conv2d(1, 3, { dilationRate: 3, inputShape: [6, 6, 1] })]),
      "has windows of 7 x 7, which don't fit into 6 x 6 pixels",
    ],
    [
      "groups of a normalisation",
      () => sequential([make.groupNormalization({ groups: 2, inputShape: [3] })]),
      "Choose a number of groups that divides",
    ],
    ["an axis", () => sequential([make.layerNormalization({ axis: 2, inputShape: [3] })]), "gets arrays of 2 axes"],
    ["the batch", () => sequential([make.softmax({ axis: 0, inputShape: [3] })]), "0 is the batch"],
    ["cropping", () => sequential([make.cropping2d({ cropping: 2, inputShape: [4, 5, 1] })]), "leaves none"],
    ["an order of axes", () => make.permute([1, 3]), "each axis of an example once"],
    ["a merge", () => make.bidirectional(make.lstm(2), { mergeMode: "add" as never }), "Unknown mergeMode"],
    ["a layer", () => make.bidirectional(make.dense(2) as never), "needs a recurrent layer"],
    ["a slope", () => make.leakyRelu(-1), "negativeSlope must be a number of at least 0"],
    ["halves", () => sequential([make.dense(3, { activation: "glu", inputShape: [2] })]), "needs an even number of features"],
    ["one value instead of several", () => make.add().apply(make.input([2]) as never), "takes a list of two or more inputs"],
    [
      "values of other shapes",
      () => make.multiply().apply([make.input([2]), make.input([3])]),
      "takes inputs of equal shapes, or with size 1 where others are larger",
    ],
    ["three values to subtract", () => make.subtract().apply([1, 2, 3].map(() => make.input([2]))), "takes a list of 2 inputs"],
    [
      "values to concatenate",
      () => make.concatenate().apply([make.input([2, 3]), make.input([3, 3])]),
      "takes inputs whose sizes may differ only along axis 2",
    ],
    [
      "attention to rows",
      () => make.multiHeadAttention(2, 3).apply([make.input([4]), make.input([4])]),
      "sequences [batch, steps, features]",
    ],
    ["volumes", () => sequential([make.conv3d(2, 3, { inputShape: [4, 4, 1] })]), "expects volumes"],
    ["a size of images", () => make.resizing(0, 3), "height of resized images must be a whole number"],
  ])("%s", (_, call, line) => {
    expect(call).toThrow(line);
  });
});
