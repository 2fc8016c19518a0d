import { describe, expect, it } from "vitest";
import { type NdArray, ndarray } from "../../src/core/ndarray.ts";
import { gradients, input, mul, reduceSum, type Tensor, toOnnx } from "../../src/graph/index.ts";
import { callContext, type Purpose } from "../../src/layers/call-context.ts";
import type { Layer, Variable } from "../../src/layers/index.ts";
import { modelFrom } from "../../src/models/index.ts";
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
  readonly inputs: Numbers;
  readonly weights: Readonly<Record<string, Numbers>>;
  readonly outputs: Numbers;
  readonly seed: Numbers;
  readonly gradients: Readonly<Record<string, Numbers>>;
}

const cases = ["keras-images", "keras-sequences", "keras-more-layers"].flatMap((name) => fixture(name).cases as readonly Case[]);
const arrayOf = ({ shape, values }: Numbers): NdArray<"float32"> => ndarray("float32", shape, Float32Array.from(values));

/** Computes the layer's outputs, and the gradients of Σ seed · outputs with respect to its inputs and each of its weights. */
async function differentiated({ layer: kind, config, inputs, weights, seed }: Case, purpose: Purpose) {
  const [described, frame] = [
    { kind, name: "", trainable: true, config },
    { name: "", trainable: true },
  ] as const;
  const model = modelFrom({ kind: "Sequential", ...frame, config: { layers: [described] } });
  const layer = model.layers[0] as Layer;
  layer.buildFor(inputs.shape.slice(1));
  const x = input("inputs", "float32", ["batch", ...inputs.shape.slice(1)]);
  const names = layer.variablePaths.map((path) => path.split("/").at(-1)!);
  const tensors = new Map<Variable, Tensor>(layer.variables.map((v, i) => [v, input(names[i]!, "float32", v.shape)]));
  const outputs = layer.call(x, callContext(purpose, tensors));
  const seeds = input("seed", "float32", outputs.shape);
  const total = reduceSum(mul(outputs, seeds));
  const wanted = { inputs: x, ...Object.fromEntries(Array.from(tensors.values(), (tensor, i) => [names[i]!, tensor])) };
  const slopes = gradients(total, Object.values(wanted));
  const program = await (await nodeRuntime()).compile(
    toOnnx({
      name: "layer",
      inputs: [x, seeds, ...tensors.values()],
      outputs: { outputs, ...Object.fromEntries(Object.keys(wanted).map((name, i) => [`d ${name}`, slopes[i]!])) },
    }),
  );
  const results = await program.run({
    inputs: arrayOf(inputs),
    seed: arrayOf(seed),
    ...Object.fromEntries(Object.entries(weights).map(([name, numbers]) => [name, arrayOf(numbers)])),
  });
  await program.close();
  return results;
}

function expectNear(found: NdArray | undefined, { shape, values }: Numbers, tolerance: number): void {
  expect(found?.shape).toEqual(shape);
  const size = Math.max(1, ...values.map(Math.abs));
  const off = values.map((value, i) => Math.abs(value - Number(found!.data[i])) / size);
  expect(Math.max(...off)).toBeLessThan(tolerance);
}

describe.each([
  ["in training", "training"],
  ["in use", "use"],
] as const)("a layer %s has the same outputs and gradients as in Keras", (_, purpose) => {
  it.each(cases.map((example) => [example.name, example] as const))("%s", async (_name, example) => {
    const results = await differentiated(example, purpose);
    expectNear(results.outputs, example.outputs, 1e-5);
    for (const [name, numbers] of Object.entries(example.gradients)) expectNear(results[`d ${name}`], numbers, 1e-5);
  });
});
