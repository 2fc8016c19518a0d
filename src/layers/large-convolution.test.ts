import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ndarray, sizeOf } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import { add, crop, gradients, input, mul, reduceSum, reshape, type Tensor, toOnnx, transpose } from "../graph/index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { standardConvolution, standardConvolutionTransposed } from "./convolution.ts";
import { areLarge, convolveBlocks, convolveLarge, spreadLarge } from "./large-convolution.ts";
import { type Windows, windowsOn } from "./windows.ts";

const runtime = await nodeRuntime();
const small = fc.integer({ min: 1, max: 4 });
const sizes = fc.tuple(small, small);
const layout = fc.record({
  image: fc.tuple(fc.integer({ min: 7, max: 9 }), fc.integer({ min: 7, max: 9 })),
  size: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 4 })),
  dilations: fc.constantFrom<[number, number]>([1, 1], [2, 1], [1, 2]),
  padding: fc.constantFrom("same", "valid" as const),
  channels: small,
  filters: small,
});

type Build = (x: Tensor, kernel: Tensor, bias: Tensor) => Tensor;

/** Computes a function of images, a kernel and a bias, and the gradients of a weighted sum of its numbers. */
async function computed(shapes: readonly (readonly number[])[], build: Build): Promise<Float32Array[]> {
  const inputs = shapes.map((shape, i) => input(`${i}`, "float32", shape)) as [Tensor, Tensor, Tensor];
  const y = build(...inputs);
  const weights = input("weights", "float32", y.shape as readonly number[]);
  const slopes = gradients(reduceSum(mul(y, weights)), inputs);
  const outputs = Object.fromEntries([y, ...slopes].map((tensor, i) => [`out${i}`, tensor]));
  const program = await runtime.compile(toOnnx({ name: "test", inputs: [...inputs, weights], outputs }));
  const source = random(5);
  const draw = (shape: readonly number[]) =>
    ndarray(
      "float32",
      shape,
      Float32Array.from({ length: sizeOf(shape) }, () => source.normal()),
    );
  const feeds = Object.fromEntries(
    [...inputs, weights].map((tensor, i) => [i < 3 ? `${i}` : "weights", draw(tensor.shape as readonly number[])]),
  );
  const results = await program.run(feeds);
  await program.close();
  return Object.keys(outputs).map((name) => results[name]!.data as Float32Array);
}

async function expectEqual(shapes: readonly (readonly number[])[], one: Build, other: Build): Promise<void> {
  const [found, wanted] = [await computed(shapes, one), await computed(shapes, other)];
  expect(found.map(({ length }) => length)).toEqual(wanted.map(({ length }) => length));
  for (const [i, numbers] of found.entries())
    for (const [j, number] of numbers.entries()) expect(Math.abs(number - wanted[i]![j]!)).toBeLessThan(1e-4);
}

type Layout = typeof layout extends fc.Arbitrary<infer T> ? T : never;
const windowsOf = ({ image, size, dilations, padding }: Layout): Windows => windowsOn(image, size, [1, 1], padding, dilations);
const runs = { numRuns: 25, seed: 3 };

describe("convolutions of large images equal ONNX's operators, with their gradients", () => {
  it("forwards", () =>
    fc.assert(
      fc.asyncProperty(layout, (made) => {
        const windows = windowsOf(made);
        const shapes = [[2, ...made.image, made.channels], [...made.size, made.channels, made.filters], [made.filters]];
        const one: Build = (x, kernel, bias) => convolveLarge(x, kernel, bias, windows);
        return expectEqual(shapes, one, (x, kernel, bias) => standardConvolution(x, kernel, bias, windows));
      }),
      runs,
    ));

  it("backwards", () =>
    fc.assert(
      fc.asyncProperty(layout, (made) => {
        const windows = windowsOf(made);
        const shapes = [[2, ...windows.count, made.channels], [...made.size, made.filters, made.channels], [made.filters]];
        const one: Build = (x, kernel, bias) => add(spreadLarge(x, kernel, windows), bias);
        return expectEqual(shapes, one, (x, kernel, bias) => standardConvolutionTransposed(x, kernel, bias, windows));
      }),
      runs,
    ));

  it("in blocks for pooling", () =>
    fc.assert(
      fc.asyncProperty(layout, sizes, (made, block) => {
        const windows = windowsOf({ ...made, dilations: [1, 1] });
        fc.pre(windows.count[0] >= block[0] && windows.count[1] >= block[1]);
        const shapes = [[2, ...made.image, made.channels], [...made.size, made.channels, made.filters], [made.filters]];
        const [down, across] = [Math.floor(windows.count[0] / block[0]), Math.floor(windows.count[1] / block[1])];
        const one: Build = (x, kernel, bias) => convolveBlocks(x, kernel, bias, windows, block);
        return expectEqual(shapes, one, (x, kernel, bias) => {
          const y = standardConvolution(x, kernel, bias, windows);
          const inside = crop(y, [0, 0, 0, 0], [undefined, down * block[0], across * block[1], undefined]);
          const split = reshape(inside, [2, down, block[0], across, block[1], made.filters]);
          return reshape(transpose(split, [0, 2, 4, 5, 1, 3]), [2, block[0] * block[1] * made.filters, down, across]);
        });
      }),
      runs,
    ));
});

it("windows of the lecture's images stay patches, and those of larger images don't", () => {
  const same = (side: number, stride: number) => windowsOn([side, side], [3, 3], [stride, stride], "same");
  expect([areLarge(same(28, 1), 1), areLarge(same(14, 1), 16), areLarge(same(7, 1), 32)]).toEqual([false, false, false]);
  expect([areLarge(same(64, 1), 3), areLarge(same(32, 1), 32), areLarge(same(16, 1), 64)]).toEqual([true, true, true]);
  expect(areLarge(same(64, 2), 32)).toBe(false);
});
