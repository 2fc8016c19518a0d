import fc from "fast-check";
import { expect } from "vitest";
import { type NdArray, ndarray, sizeOf } from "../core/ndarray.ts";
import { type Random, random } from "../core/random.ts";
import { nativeRuntime } from "../runtime/native.node.ts";
import type { Program, Runtime } from "../runtime/runtime.ts";
import { gradients } from "./gradients.ts";
import { toOnnx } from "./onnx/write.ts";
import { mul, reduceSum } from "./operators/index.ts";
import { input, type Tensor } from "./tensor.ts";

/** Sizes of an input. "batch" is a size that is only known when the graph runs. */
export type Sizes = readonly (number | "batch")[];
/** Draws `count` numbers for an input. */
export type Values = (source: Random, count: number) => number[];

/** A small graph of operators whose gradient is checked number by number. */
export interface GradientCase {
  readonly inputs: readonly { readonly sizes: Sizes; readonly values?: Values }[];
  readonly build: (...inputs: Tensor[]) => Tensor;
  /** Size of the axes named "batch" when the graph runs. */
  readonly batch?: number;
}

/**
 * Step of the finite differences, which are taken over two and over four steps. The step and all values are multiples of
 * 2^-8, so that `x ± 2 STEP` is exact in float32.
 */
export const STEP = 2 ** -7;
const onGrid = (x: number): number => Math.round(x * 256) / 256;

/** Draws numbers from -2 to 2. */
export const anything: Values = (source, count) => Array.from({ length: count }, () => onGrid(4 * source.uniform() - 2));
/** Draws numbers from 0.75 to 2.25 of either sign, so that they are far from a kink or a pole at 0. */
export const awayFromZero: Values = (source, count) =>
  Array.from({ length: count }, () => (source.uniform() < 0.5 ? -1 : 1) * onGrid(0.75 + 1.5 * source.uniform()));
/** Draws numbers from 0.75 to 2.25. */
export const above: Values = (source, count) => awayFromZero(source, count).map(Math.abs);
/** Draws numbers of which no two are closer than eight steps, so that a step never changes their order. */
export const apart: Values = (source, count) =>
  Array.from({ length: count }, (_, i) => ({ i, key: source.uniform() }))
    .sort((a, b) => a.key - b.key)
    .map(({ i }) => 8 * STEP * (i - Math.floor(count / 2)) + STEP);

const programs = new Map<string, Promise<Program>>();
let runtime: Promise<Runtime> | undefined;

/** Compiles a graph for the native runtime. The same graph is compiled only once. */
export async function compiled(onnx: Uint8Array): Promise<Program> {
  runtime ??= nativeRuntime({ threads: 1 });
  const key = Buffer.from(onnx).toString("base64");
  const known = programs.get(key) ?? (await runtime).compile(onnx);
  programs.set(key, known);
  return known;
}

/**
 * Compares the gradients of Σ weights · build(inputs), for random weights, with central differences.
 *
 * The fourth-order differences have two errors. The first is STEP⁴ f⁗′/30, which is 1e-10 of the fifth derivative. The
 * second is the rounding of the outputs divided by 2 STEP: 4e-6 of their size for each operator in a chain, because the sum
 * itself is computed in float64. The tolerance is 2e-3 of the gradient, or 2e-3 if the gradient is small. That is far more
 * than both errors, and far less than any missing term or factor.
 */
export async function checkGradient({ inputs, build, batch = 3 }: GradientCase, seed: number): Promise<void> {
  const source = random(seed);
  let batchDim: Tensor["shape"][number] | undefined;
  const tensors = inputs.map(({ sizes }, i) => {
    const x = input(`x${i}`, "float32", batchDim ? sizes.map((n) => (n === "batch" ? batchDim! : n)) : sizes);
    batchDim ??= x.shape[sizes.indexOf("batch")];
    return x;
  });
  const known = (shape: Tensor["shape"]) => shape.map((d) => (typeof d === "number" ? d : d.times * batch));
  const array = (shape: readonly number[], values: Values) =>
    ndarray("float32", shape, Float32Array.from(values(source, sizeOf(shape))));

  const y = build(...tensors);
  const weights = input("weights", "float32", y.shape);
  const slopes = gradients(reduceSum(mul(y, weights)), tensors);
  const named = Object.fromEntries(slopes.map((slope, i) => [`slope${i}`, slope]));
  const forward = await compiled(toOnnx({ name: "forward", inputs: tensors, outputs: { y } }));
  const both = await compiled(toOnnx({ name: "backward", inputs: [...tensors, weights], outputs: { y, ...named } }));

  const feeds = Object.fromEntries(tensors.map((x, i) => [`x${i}`, array(known(x.shape), inputs[i]!.values ?? anything)]));
  const w = array(known(y.shape), anything);
  const found = await both.run({ ...feeds, weights: w });
  expect(found.y!.shape, "the shape of the output").toEqual(known(y.shape));

  for (const [i, x] of tensors.entries()) {
    const slope = found[`slope${i}`]!;
    expect(slope.shape, `the shape of the gradient of input ${i}`).toEqual(known(x.shape));
    const expected = await differences(forward, feeds, `x${i}`, w.data as Float32Array);
    const off = expected.findIndex((e, j) => !(Math.abs(e - Number(slope.data[j])) <= 2e-3 * Math.max(1, Math.abs(e))));
    if (off >= 0) expect([...(slope.data as Float32Array)], `input ${i}, first off at ${off}`).toEqual(expected);
  }
}

/**
 * Approximates the derivative of Σ weights · y for each number of one input. It combines two central differences, one twice
 * as wide as the other, so that their second-order errors cancel.
 */
async function differences(
  forward: Program,
  feeds: Record<string, NdArray>,
  name: string,
  weights: Float32Array,
): Promise<number[]> {
  const x = feeds[name] as NdArray<"float32">;
  const at = async (j: number, step: number): Promise<number> => {
    const moved = x.data.slice();
    moved[j]! += step;
    const y = (await forward.run({ ...feeds, [name]: ndarray("float32", x.shape, moved) })).y!.data as Float32Array;
    return weights.reduce((sum, weight, k) => sum + weight * y[k]!, 0);
  };
  const slopes: number[] = [];
  for (let j = 0; j < x.data.length; j++) {
    const near = (await at(j, STEP)) - (await at(j, -STEP));
    const wide = (await at(j, 2 * STEP)) - (await at(j, -2 * STEP));
    slopes.push((8 * near - wide) / (12 * STEP));
  }
  return slopes;
}

/** Checks the gradients of random cases. */
export const checkGradients = (cases: fc.Arbitrary<GradientCase>, numRuns = 60): Promise<void> =>
  fc.assert(fc.asyncProperty(cases, fc.nat(), checkGradient), { numRuns, seed: Number(process.env.CODINGS_TEST_SEED ?? 1) });
