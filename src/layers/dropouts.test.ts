import { expect, it } from "vitest";
import { type NdArray, ndarray, sizeOf } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import { input, toOnnx } from "../graph/index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { callContext, type Purpose } from "./call-context.ts";
import { alphaDropout, gaussianDropout, type Layer, spatialDropout1d, spatialDropout2d } from "./index.ts";

/** Applies a layer to random numbers, and returns them with the outputs. */
async function applied(layer: Layer, shape: readonly number[], draw: () => number, purpose: Purpose = "training") {
  const x = input("x", "float32", ["batch", ...shape.slice(1)]);
  const y = layer.call(x, callContext(purpose, new Map()));
  const program = await (await nodeRuntime()).compile(toOnnx({ name: "dropout", inputs: [x], outputs: { y } }));
  const given: NdArray<"float32"> = ndarray("float32", shape, Float32Array.from({ length: sizeOf(shape) }, draw));
  const found = (await program.run({ x: given })).y!.data as Float32Array;
  await program.close();
  return { given: given.data, found };
}

const one = () => 1;
const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, x) => sum + x, 0) / values.length;
const variance = (values: ArrayLike<number>) => {
  const center = mean(values);
  return mean(Array.from(values, (x) => (x - center) ** 2));
};

it.each([
  ["features of sequences", spatialDropout1d(0.25), [500, 7, 4], 7],
  ["channels of images", spatialDropout2d(0.25), [500, 3, 3, 4], 9],
] as const)("drops a share of whole %s, and scales the others up", async (_, layer, shape, places) => {
  const { found } = await applied(layer, shape, one);
  const first = Array.from({ length: 500 * 4 }, (_, i) => found[Math.floor(i / 4) * places * 4 + (i % 4)]!);
  const alike = Array.from(found, (value, i) => value === first[Math.floor(i / (places * 4)) * 4 + (i % 4)]);
  expect(alike).not.toContain(false);
  expect(new Set(first)).toEqual(new Set([0, Math.fround(1 / 0.75)]));
  const share = first.filter((value) => value === 0).length / first.length;
  expect(Math.abs(share - 0.25)).toBeLessThan(4 * Math.sqrt((0.25 * 0.75) / first.length));
});

it("Gaussian dropout multiplies by numbers of mean 1 and the variance of dropout", async () => {
  const { found } = await applied(gaussianDropout(0.2), [5000, 4], () => 2);
  expect(Math.abs(mean(found) - 2)).toBeLessThan(4 * Math.sqrt(1 / found.length));
  expect(Math.abs(variance(found) - 1)).toBeLessThan(4 * Math.sqrt(2 / found.length));
});

it("alpha dropout preserves the mean and variance of normal numbers, and sets dropped ones to one value", async () => {
  const { normal } = random(5);
  const { given, found } = await applied(alphaDropout(0.3), [5000, 4], normal);
  expect(Math.abs(mean(found) - mean(given))).toBeLessThan(0.03);
  expect(Math.abs(variance(found) - 1)).toBeLessThan(0.05);
  const counts = new Map<number, number>();
  for (const value of found) counts.set(value, (counts.get(value) ?? 0) + 1);
  const most = Math.max(...counts.values());
  expect(Math.abs(most / found.length - 0.3)).toBeLessThan(0.02);
});

it.each([spatialDropout1d(0.5), gaussianDropout(0.5), alphaDropout(0.5)].map((layer) => [layer.kind, layer] as const))(
  "%s doesn't change its input outside of training",
  async (_, layer) => {
    const { given, found } = await applied(layer, [3, 2, 2], random(1).normal, "use");
    expect(found).toEqual(given);
  },
);
