import { expect, it } from "vitest";
import { images } from "../../test/keras/keras.fixture.ts";
import { type NdArray, ndarray, sliceRows } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import { dense, flatten, type Layer } from "../layers/index.ts";
import type { CompileOptions } from "../models/compile.ts";
import type { FitOptions } from "../models/fit.ts";
import { sequential } from "../models/sequential.ts";
import { unscaled } from "./doctor.ts";
import { adam, sgd } from "./optimizers/index.ts";

/** Returns the warnings of a run. */
async function saidOf(layers: Layer[], compile: CompileOptions, examples: NdArray, options: FitOptions = {}): Promise<string[]> {
  const lines: string[] = [];
  const model = sequential(layers, { seed: 1 });
  await model.compile(compile).fit(examples, examples, { epochs: 2, ...options, warn: (line) => lines.push(line) });
  return lines;
}

const pictures = sliceRows(images(512), 0, 512);
const stacked = () => [
  flatten({ inputShape: [784] }),
  dense(100, { activation: "selu" }),
  dense(30, { activation: "selu" }),
  dense(100, { activation: "selu" }),
  dense(784, { activation: "sigmoid" }),
];
const numbers = (scale: number) => {
  const source = random(3);
  return ndarray(
    "float32",
    [400, 4],
    Float32Array.from({ length: 1600 }, () => source.normal() * scale),
  );
};

it("has no warning about a healthy run", async () => {
  const optimizer = sgd({ learningRate: 1.5 });
  expect(await saidOf(stacked(), { loss: "binaryCrossentropy", optimizer }, pictures, { epochs: 5 })).toEqual([]);
});

it("names the layer whose units are dead", async () => {
  const layers = [
    dense(20, { activation: "relu", inputShape: [784], biasInitializer: "ones" }),
    dense(784, { activation: "sigmoid" }),
  ];
  const said = await saidOf(layers, { loss: "mse", optimizer: sgd({ learningRate: 3000 }) }, pictures);
  expect(said[0]).toMatch(
    /^\d+ of 20 units of "dense" are dead \(always 0\)\. Lower learningRate, or use the activation selu\.$/,
  );
});

it("reports many layers with dead units in one line", async () => {
  const dead = () => dense(4, { activation: "relu", biasInitializer: () => new Float32Array(4).fill(-1e6) });
  const layers = [flatten({ inputShape: [784] }), ...Array.from({ length: 12 }, dead), dense(784, { activation: "sigmoid" })];
  const said = await saidOf(layers, { loss: "mse", optimizer: sgd({ learningRate: 1e-9 }) }, pictures);
  expect(said.filter((line) => /dead/.test(line))[0]).toBe(
    '4 of 4 units of "dense", 4 of 4 units of "dense_1", 4 of 4 units of "dense_2" and some in 9 other layers are dead (always 0). Lower learningRate, or use the activation selu.',
  );
});

it("reports outputs that are the same for every example", async () => {
  const layers = [
    dense(2, { kernelInitializer: "zeros", inputShape: [784] }),
    dense(784, { activation: "sigmoid", kernelInitializer: "zeros" }),
  ];
  const said = await saidOf(layers, { loss: "mse", optimizer: sgd({ learningRate: 1 }) }, pictures);
  expect(said.at(-1)).toMatch(/^The model collapsed: it gives the same output for every example\./);
});

it("reports an autoencoder that only copies", async () => {
  const said = await saidOf(
    [dense(8, { inputShape: [4] }), dense(4)],
    { loss: "mse", optimizer: adam({ learningRate: 0.02 }) },
    numbers(1),
    { epochs: 40 },
  );
  expect(said).toEqual([
    "The model only copies its input, because no layer is narrower than the input. Use fewer codings, or noise.",
  ]);
});

it("rejects targets that don't fit binary cross-entropy before training, and names their row", async () => {
  const said = saidOf(
    [dense(2, { inputShape: [4] }), dense(4, { activation: "sigmoid" })],
    { loss: "binaryCrossentropy" },
    numbers(1),
  );
  await expect(said).rejects.toThrow(
    /^The loss binaryCrossentropy is for targets from 0 to 1, but row \d+, column \d is -?\d\.\d+ \(counted from 0\)\. Scale the data/,
  );
});

it("warns about numbers that aren't scaled", async () => {
  const said = await saidOf([dense(2, { inputShape: [4] }), dense(4)], { loss: "mse" }, numbers(100));
  expect(said[0]).toMatch(/Standardise them/);
});

it("names the step and the layer in which numbers first aren't finite", async () => {
  const run = saidOf(stacked(), { loss: "binaryCrossentropy", optimizer: sgd({ learningRate: 1e9 }) }, pictures);
  await expect(run).rejects.toThrow(
    /no longer a number at step \d+ \(epoch 1\): the output of layer "dense(_\d)?" is the first that isn't finite/,
  );
});

it("doesn't warn about large numbers that are all equal", () => {
  // Float32 stores 123456789 as 123456792. The rounding of its square alone would give a standard deviation of hundreds.
  const equal = ndarray("float32", [10_000, 1], new Float32Array(10_000).fill(123_456_789));
  expect(unscaled("mse", [equal], equal)).toEqual([]);
  const near = ndarray(
    "float32",
    [10_000, 1],
    Float32Array.from({ length: 10_000 }, (_, i) => 123_456_792 + 64 * (i % 2 ? 1 : 0)),
  );
  expect(unscaled("mse", [near], near)).toHaveLength(1);
});
