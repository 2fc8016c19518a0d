import { describe, expect, it } from "vitest";
import { type NdArray, ndarray } from "../../src/core/ndarray.ts";
import { gradients, input, mul, reduceSum, type Tensor, toOnnx } from "../../src/graph/index.ts";
import { callContext, type Purpose } from "../../src/layers/call-context.ts";
import { type Layer, layerKinds, type Variable } from "../../src/layers/index.ts";
import { nodeRuntime } from "../../src/runtime/node.ts";
import { fixture } from "./keras.fixture.ts";

interface Numbers {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

interface Case {
  readonly name: string;
  readonly layer: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly inputs: readonly Numbers[];
  readonly weights: Readonly<Record<string, Numbers>>;
  readonly outputs: Numbers;
  readonly seed: Numbers;
  readonly gradients: { readonly inputs: readonly Numbers[]; readonly weights: Readonly<Record<string, Numbers>> };
}

const cases = fixture("keras-more-layers").merges as readonly Case[];
const arrayOf = ({ shape, values }: Numbers): NdArray<"float32"> => ndarray("float32", shape, Float32Array.from(values));

/** Computes a layer's outputs, and the gradients of Σ seed · outputs with respect to its inputs and its weights. */
async function differentiated({ layer: kind, config, inputs, weights, seed }: Case, purpose: Purpose) {
  const layer = layerKinds[kind]!(config as never, {}) as unknown as Layer<readonly Tensor[]>;
  layer.buildFor(inputs.map(({ shape }) => shape.slice(1)));
  const first = input("x0", "float32", ["batch", ...inputs[0]!.shape.slice(1)]);
  const others = inputs.slice(1).map(({ shape }, i) => input(`x${i + 1}`, "float32", [first.shape[0]!, ...shape.slice(1)]));
  const given = [first, ...others];
  const tensors = new Map<Variable, Tensor>(layer.variables.map((each) => [each, input(each.name, "float32", each.shape)]));
  const outputs = layer.call(given, callContext(purpose, tensors));
  const seeds = input("seed", "float32", outputs.shape);
  const wanted = [...given, ...tensors.values()];
  const names = [...given.map((_, i) => `d x${i}`), ...layer.variables.map(({ name }) => `d ${name}`)];
  const slopes = gradients(reduceSum(mul(outputs, seeds)), wanted);
  const results = { outputs, ...Object.fromEntries(names.map((name, i) => [name, slopes[i]!])) };
  const program = await (await nodeRuntime()).compile(
    toOnnx({ name: "layer", inputs: [...given, seeds, ...tensors.values()], outputs: results }),
  );
  const found = await program.run({
    ...Object.fromEntries(inputs.map((numbers, i) => [`x${i}`, arrayOf(numbers)])),
    seed: arrayOf(seed),
    ...Object.fromEntries(Object.entries(weights).map(([name, numbers]) => [name, arrayOf(numbers)])),
  });
  await program.close();
  return found;
}

function expectNear(found: NdArray | undefined, { shape, values }: Numbers): void {
  expect(found?.shape).toEqual(shape);
  const size = Math.max(1, ...values.map(Math.abs));
  const off = values.map((value, i) => Math.abs(value - Number(found!.data[i])) / size);
  expect(Math.max(...off)).toBeLessThan(1e-5);
}

describe.each(["training", "use"] as const)(
  "a layer with several inputs in %s has the same outputs and gradients as in Keras",
  (purpose) => {
    it.each(cases.map((example) => [example.name, example] as const))("%s", async (_name, example) => {
      const results = await differentiated(example, purpose);
      expectNear(results.outputs, example.outputs);
      for (const [i, numbers] of example.gradients.inputs.entries()) expectNear(results[`d x${i}`], numbers);
      for (const [name, numbers] of Object.entries(example.gradients.weights)) expectNear(results[`d ${name}`], numbers);
    });
  },
);
