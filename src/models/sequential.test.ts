import { describe, expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { conv2d, dense, denseTranspose, flatten, maxPooling2d, reshape } from "../layers/index.ts";
import { sequential } from "./sequential.ts";

describe("names", () => {
  it("are Keras's, counted within a model", () => {
    const model = sequential([conv2d(2, 3, { inputShape: [8, 8, 1] }), maxPooling2d(), conv2d(2, 2), flatten(), dense(3)]);
    expect(model.layers.map(({ name }) => name)).toEqual(["conv2d", "max_pooling2d", "conv2d_1", "flatten", "dense"]);
  });

  it("of models that are stacked don't meet, though both models called theirs the same", () => {
    const part = (units: number, inputs: number) => sequential([dense(units, { inputShape: [inputs] })]);
    const [one, two] = [sequential([part(4, 8), part(8, 4)]), sequential([part(2, 4), part(4, 2)])];
    const stacked = sequential([one.layers[0]!, two.layers[0]!, two.layers[1]!, one.layers[1]!]);
    expect(new Set(stacked.variablePaths).size).toBe(8);
  });

  it("that were given twice are refused in one line", () => {
    expect(() => sequential([dense(2, { name: "codings" }), dense(3, { name: "codings" })])).toThrow(
      'Two layers are called "codings". Give one of them another name.',
    );
  });
});

it("is as wide as its widest layer, inner models' layers too", () => {
  const narrow = sequential([dense(3, { inputShape: [8] }), dense(20), dense(5)]);
  expect(narrow.widest).toBe(20);
  expect(sequential([narrow, dense(6)]).widest).toBe(20);
  expect(sequential([conv2d(2, 3, { inputShape: [8, 8, 1] }), flatten(), dense(3)]).widest).toBe(72);
});

it("labels that aren't the number of a class are refused, with their row", async () => {
  const model = sequential([dense(4, { inputShape: [2], activation: "softmax" })]).compile({
    loss: "sparseCategoricalCrossentropy",
  });
  const x = ndarray("float32", [3, 2], new Float32Array(6));
  const labels = (...numbers: number[]) => ndarray("float32", [3], Float32Array.from(numbers));
  const said =
    /The label of row 1 \(counted from 0\) is (9|-1|0\.5|NaN), but the model has 4 classes: labels are whole numbers from 0 to 3\./;
  for (const wrong of [9, -1, 0.5, Number.NaN]) {
    await expect(model.fit(x, labels(0, wrong, 3))).rejects.toThrow(said);
    await expect(model.evaluate(x, labels(0, wrong, 3))).rejects.toThrow(said);
  }
  await expect(model.evaluate(x, labels(0, 1, 3))).resolves.toHaveProperty("loss");
});

describe("weights", () => {
  it("of a layer that is used twice are one", () => {
    const twice = dense(4, { inputShape: [4] });
    expect(sequential([twice, twice]).getWeights()).toHaveLength(2);
  });

  it("of a tied pair are counted once in the summary's total", () => {
    const down = dense(3, { inputShape: [8] });
    expect(sequential([down, denseTranspose(down)]).summary()).toContain(`Total params: ${8 * 3 + 3 + 8}`);
  });
});

describe("layers that don't fit are refused in one line that names both", () => {
  it("a pooling that leaves nothing", () => {
    expect(() => sequential([reshape([2, 2, 1], { inputShape: [4] }), maxPooling2d({ poolSize: 3 })])).toThrow(
      'Layer "max_pooling2d" has windows of 3 x 3, which don\'t fit into 2 x 2 pixels. Take smaller ones, or padding: "same". Before it: "reshape", which gives [batch, 2, 2, 1].',
    );
  });

  it("a convolution of what isn't an image", () => {
    expect(() => sequential([conv2d(2, 3, { inputShape: [28, 28] })])).toThrow(
      'Layer "conv2d" expects images [height, width, channels], but gets [batch, 28, 28]. Put a Reshape([28, 28, 1]) before it.',
    );
  });

  it("an unknown padding, with the nearest", () => {
    expect(() => conv2d(2, 3, { padding: "sane" as never })).toThrow('Unknown padding "sane". Did you mean "same"?');
  });
});
