import { describe, expect, it } from "vitest";
import { type NdArray, ndarray } from "../../src/core/ndarray.ts";
import { gradients, input, mul, reduceSum, toOnnx } from "../../src/graph/index.ts";
import { callContext } from "../../src/layers/call-context.ts";
import { type ActivationChoice, activation, activations, dense } from "../../src/layers/index.ts";
import { nodeRuntime } from "../../src/runtime/node.ts";
import { fixture } from "./keras.fixture.ts";

interface Numbers {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}
type Case = Readonly<Record<"x" | "seed" | "outputs" | "gradients", Numbers>>;

const { elementwise, alongFeatures } = fixture("keras-more-layers").activations as Record<string, Record<string, Case>>;
const arrayOf = ({ shape, values }: Numbers): NdArray<"float32"> => ndarray("float32", shape, Float32Array.from(values));

describe.each(["training", "use"] as const)("activations in %s", (purpose) => {
  it.each(Object.entries({ ...elementwise, ...alongFeatures }))(
    "%s has the same outputs and gradients as in Keras",
    async (name, numbers) => {
      const x = input("x", "float32", ["batch", ...numbers.x.shape.slice(1)]);
      const y = activation(name as ActivationChoice).call(x, callContext(purpose, new Map()));
      const seed = input("seed", "float32", y.shape);
      const [slope] = gradients(reduceSum(mul(y, seed)), [x]);
      const graph = { name: "activation", inputs: [x, seed], outputs: { outputs: y, gradients: slope! } };
      const program = await (await nodeRuntime()).compile(toOnnx(graph));
      const results = await program.run({ x: arrayOf(numbers.x), seed: arrayOf(numbers.seed) });
      await program.close();
      for (const what of ["outputs", "gradients"] as const) {
        const { shape, values } = numbers[what];
        expect(results[what]!.shape).toEqual(shape);
        const found = results[what]!.data as Float32Array;
        const off = values.map((value, i) => Math.abs(value - found[i]!) / Math.max(1, Math.abs(value)));
        expect(Math.max(...off)).toBeLessThan(2e-6);
      }
    },
  );
});

it("accepts Keras's names of every activation, and saves one of them", () => {
  expect(dense(2, { activation: "silu" }).config().activation).toBe("swish");
  expect(activation("hard_sigmoid").activation).toBe("hardSigmoid");
  expect(() => dense(2, { activation: "hard_sigmoidd" as never })).toThrow('Did you mean "hardSigmoid"?');
  const tested = [...Object.keys(elementwise!), ...Object.keys(alongFeatures!)];
  const names = tested.map((name) => activation(name as ActivationChoice).activation);
  const before = ["linear", "relu", "elu", "selu", "gelu", "sigmoid", "tanh", "softplus"];
  expect([...new Set([...names, ...before])].sort()).toEqual(Object.keys(activations).sort());
});
