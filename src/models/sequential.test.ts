import { describe, expect, it } from "vitest";
import { DataError } from "../core/errors.ts";
import { ndarray } from "../core/ndarray.ts";
import { conv2d, dense, denseTranspose, flatten, maxPooling2d, missingValues, reshape } from "../layers/index.ts";
import { sequential } from "./sequential.ts";

describe("names", () => {
  it("are those of Keras, numbered within a model", () => {
    const model = sequential([conv2d(2, 3, { inputShape: [8, 8, 1] }), maxPooling2d(), conv2d(2, 2), flatten(), dense(3)]);
    expect(model.layers.map(({ name }) => name)).toEqual(["conv2d", "max_pooling2d", "conv2d_1", "flatten", "dense"]);
  });

  it("of layers in nested models don't collide, although both models use the same names", () => {
    const part = (units: number, inputs: number) => sequential([dense(units, { inputShape: [inputs] })]);
    const [one, two] = [sequential([part(4, 8), part(8, 4)]), sequential([part(2, 4), part(4, 2)])];
    const stacked = sequential([one.layers[0]!, two.layers[0]!, two.layers[1]!, one.layers[1]!]);
    expect(new Set(stacked.variablePaths).size).toBe(8);
  });

  it("that were given twice give an error", () => {
    expect(() => sequential([dense(2, { name: "codings" }), dense(3, { name: "codings" })])).toThrow(
      'Two layers have the name "codings". Give one of them another name.',
    );
  });
});

it("a model is as wide as its widest layer, including those of inner models", () => {
  const narrow = sequential([dense(3, { inputShape: [8] }), dense(20), dense(5)]);
  expect(narrow.widest).toBe(20);
  expect(sequential([narrow, dense(6)]).widest).toBe(20);
  expect(sequential([conv2d(2, 3, { inputShape: [8, 8, 1] }), flatten(), dense(3)]).widest).toBe(72);
});

it("labels that aren't class numbers are rejected with their row", async () => {
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

describe("numbers that aren't finite are rejected with their row and column", () => {
  const model = sequential([dense(2, { inputShape: [2] })]).compile({ loss: "mse" });
  const x = ndarray("float32", [3, 2], Float32Array.of(1, 2, 3, 4, 5, 6));
  const broken = (value: number) => ndarray("float32", [3, 2], Float32Array.of(1, 2, 3, value, 5, 6));
  const weights = ndarray("float32", [3], Float32Array.of(1, Number.NaN, 1));

  it.each([Number.NaN, Number.POSITIVE_INFINITY])("%s", async (value) => {
    const said = `Row 1, column 1 is ${value} (counted from 0). Remove or fill such rows.`;
    await expect(model.predict(broken(value))).rejects.toThrow(new DataError(said));
    await expect(model.fit(broken(value), x)).rejects.toThrow(new DataError(said));
    await expect(model.evaluate(broken(value), x)).rejects.toThrow(new DataError(said));
    const held = model.fit(x, x, { validationData: [broken(value), x] });
    await expect(held).rejects.toThrow(`The validation examples: row 1, column 1 is ${value}`);
    await expect(model.fit(x, broken(value))).rejects.toThrow(`The targets: row 1, column 1 is ${value}`);
    await expect(model.fit(x, x, { sampleWeights: weights })).rejects.toThrow("The sample weights: row 1 is NaN");
  });

  it("but NaN is a missing value for a model that fills those, and infinity isn't", async () => {
    const filling = sequential([missingValues({ inputShape: [2] }), dense(2)]).compile({ loss: "mse" });
    const outputs = await filling.predict(broken(Number.NaN));
    const zero = await filling.predict(broken(0));
    expect(outputs).toEqual(zero);
    await expect(filling.fit(broken(Number.NaN), x)).resolves.toHaveProperty("history");
    await expect(filling.predict(broken(Number.NEGATIVE_INFINITY))).rejects.toThrow(
      new DataError("Row 1, column 1 is -Infinity (counted from 0). Leave such a value empty (NaN), or fill it."),
    );
    await expect(filling.fit(broken(Number.NaN), broken(Number.NaN))).rejects.toThrow("The targets: row 1, column 1 is NaN");
  });
});

it("outputs that aren't finite give an error", async () => {
  const model = sequential([dense(2, { inputShape: [2] })]);
  const [kernel, bias] = model.getWeights();
  model.setWeights([{ ...kernel!, data: Float32Array.of(1, 1e38, 1, 1) }, bias!]);
  await expect(model.predict(ndarray("float32", [2, 2], Float32Array.of(0, 0, 10, 0)))).rejects.toThrow(
    "The model's output for row 1, column 1 is Infinity (counted from 0). That row's numbers are too large for the model, or its weights are broken: look at the row, or train the model again.",
  );
});

describe("weights", () => {
  it("of a layer that is used twice are listed once", () => {
    const twice = dense(4, { inputShape: [4] });
    expect(sequential([twice, twice]).getWeights()).toHaveLength(2);
  });

  it("of a tied pair are counted once in the summary's total", () => {
    const down = dense(3, { inputShape: [8] });
    expect(sequential([down, denseTranspose(down)]).summary()).toContain(`Total params: ${8 * 3 + 3 + 8}`);
  });
});

describe("layers that don't fit together give an error that names both", () => {
  it("a pooling that leaves nothing", () => {
    expect(() => sequential([reshape([2, 2, 1], { inputShape: [4] }), maxPooling2d({ poolSize: 3 })])).toThrow(
      'Layer "max_pooling2d" has windows of 3 x 3, which don\'t fit into 2 x 2 pixels. Use smaller windows, or padding: "same". Before it, "reshape" returns [batch, 2, 2, 1].',
    );
  });

  it("a convolution of an input that isn't an image", () => {
    expect(() => sequential([conv2d(2, 3, { inputShape: [28, 28] })])).toThrow(
      'Layer "conv2d" expects images [height, width, channels], but gets [batch, 28, 28]. Put a Reshape([28, 28, 1]) before it.',
    );
  });

  it("an unknown padding, with the nearest name", () => {
    expect(() => conv2d(2, 3, { padding: "sane" as never })).toThrow('Unknown padding "sane". Did you mean "same"?');
  });
});
