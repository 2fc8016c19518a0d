import { describe, expect, it } from "vitest";
import * as codings from "../src/index.ts";
import { dense } from "../src/layers/index.ts";

// Mistakes that are possible in plain JavaScript, without types.
const loose = codings as unknown as Record<string, (...given: unknown[]) => unknown>;
const made = (name: string, ...given: unknown[]): Record<string, (...more: unknown[]) => unknown> =>
  new (codings as unknown as Record<string, new (...given: unknown[]) => never>)[name]!(...given);
const x = codings.ndarray(
  "float32",
  [4, 3],
  Float32Array.from({ length: 12 }, (_, i) => i),
);
const model = () =>
  codings.sequential([dense(2, { inputShape: [3] })]).compile({ loss: "mse" }) as unknown as ReturnType<typeof made>;
const classifier = () => made("PretrainedClassifier", made("StackedAutoencoder"));

describe("a mistake in plain JavaScript results in one line that says what to do:", () => {
  it.each<[string, () => unknown, string]>([
    [
      "a number for options",
      () => made("StackedAutoencoder", 30),
      "StackedAutoencoder takes an object of options, { codings: … }, but gets 30.",
    ],
    ["a number for Pca's", () => made("Pca", 2), "Pca takes an object of options, { components: … }, but gets 2."],
    [
      "an array as targets",
      () => made("StackedAutoencoder").fit!(x, x),
      "so fit takes no targets: fit(examples, { epochs: 10 }).",
    ],
    ["no data", () => made("StackedAutoencoder").fit!(), "The data are undefined. Give an array with a shape"],
    ["ragged rows", () => made("Pca").fit!([[1, 2], [3]]), "Row 1 (counted from 0) has 1 value, but the first one has 2 values."],
    ["texts in numbers", () => made("Tsne").fit!([["a", "b"]]), 'Row 0, column 0 (counted from 0) is "a", not a number.'],
    [
      "a bare array",
      () => made("AnomalyDetector").fit!(new Float32Array(6)),
      "a Float32Array of 6 numbers without a shape. Give ndarray(",
    ],
    [
      "a Promise of data",
      () => made("Umap").fit!(Promise.resolve(x)),
      "The data are a Promise, which isn't resolved yet. Write await before it.",
    ],
    [
      "a Promise for a model's examples",
      () => model().fit!(Promise.resolve(x), x),
      "The examples are a Promise, which isn't resolved yet.",
    ],
    [
      "no autoencoder",
      () => made("PretrainedClassifier"),
      "A classifier needs an autoencoder: new PretrainedClassifier(autoencoder, { classes: 10 }).",
    ],
    ["a classifier on an untrained autoencoder", () => classifier().fit!(x, [0, 1, 0, 1]), "The autoencoder isn't trained yet."],
    [
      "ragged weights",
      () =>
        model().setWeights!([
          [[1, 2], [3]],
          [0, 0],
        ]),
      '"dense/kernel": Row 1 (counted from 0) has 1 value, but the first one has 2 values.',
    ],
    [
      "weights of another shape",
      () => model().setWeights!([new Float32Array(6), [0, 0]]),
      '"dense/kernel" expects [3, 2], but gets [6].',
    ],
    ["no weights", () => model().setWeights!(null), "Weights must be a list of arrays, as getWeights returns them."],
    [
      "a layer for a list",
      () => loose.sequential!(dense(3)),
      "A sequential model needs a list of layers, such as sequential([dense(10), dense(3)]).",
    ],
    [
      "a table of nothing",
      () => loose.openTable!(null),
      "A table's rows must be a list of objects, but they are null. Use a path, a File, or a list of rows as objects",
    ],
    [
      "a table of a Promise",
      () => loose.openTable!(Promise.resolve([])),
      "A table's rows must be a list of objects, but they are a Promise, which isn't resolved yet.",
    ],
    [
      "a table of an object",
      () => loose.fromRecords!({ a: [1] }),
      "A table's rows must be a list of objects, but they are a single object. Use a list of rows as objects",
    ],
    [
      "a table of lists",
      () => loose.openTable!([[1, 2]]),
      "A table's rows must be a list of objects, but they are lists of numbers. Use rows as objects",
    ],
    [
      "a dataset of rows",
      () => loose.openDataset!([{ a: 1 }]),
      "openDataset takes the name of a dataset or a path. Data in memory need no opening",
    ],
    ["no model", () => loose.encode!(null, x), "The model is null. Give an autoencoder, or the path of its folder."],
    [
      "another thing than a model",
      () => loose.score!({}, x),
      "The model is of the class Object. Give a detector or an autoencoder, or the path of its folder.",
    ],
    [
      "no path",
      () => (codings.Autoencoder as unknown as { load(): unknown }).load(),
      "The path of a model folder must be a text, but it is undefined.",
    ],
    ["lists for rows", () => loose.takeRows!([[1]], [0]), "The rows are Array, not an array with a shape."],
  ])("%s", async (_, call, line) => {
    const error: Error = await Promise.resolve()
      .then(call)
      .then(
        () => new Error("nothing was wrong"),
        (thrown) => thrown,
      );
    expect(error.message).toContain(line);
    expect(error).toBeInstanceOf(codings.CodingsError);
    expect(error.message).not.toContain("\n");
  });
});

it("takes weights as lists, and a table's rows as objects", async () => {
  const own = model();
  own.setWeights!([
    [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
    [7, 8],
  ]);
  const [kernel, bias] = own.getWeights!() as codings.NdArray[];
  expect([[...(kernel!.data as Float32Array)], [...(bias!.data as Float32Array)]]).toEqual([
    [1, 2, 3, 4, 5, 6],
    [7, 8],
  ]);
  expect((await codings.openTable([{ a: 1 }, { a: 2 }])).examples.shape).toEqual([2, 1]);
});
