import { expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import { constant, gradients, input, reduceSum, square, toOnnx } from "../graph/index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { callContext } from "./call-context.ts";
import { batchNormalization, layerKinds } from "./index.ts";
import { drawValue, numbersOf } from "./variable.ts";

const shape = [6, 3];
const { normal } = random(7);
const rows = ndarray(
  "float32",
  shape,
  Float32Array.from({ length: 18 }, () => 3 * normal() + 1),
);

/** Returns the outputs of a new layer for the rows in training, and the gradient of the sum of their squares. */
async function learned(options: Parameters<typeof batchNormalization>[0]) {
  const layer = batchNormalization({ epsilon: 1e-6, ...options });
  layer.buildFor(shape.slice(1));
  for (const variable of layer.variables) drawValue(variable, 1, variable.name);
  const weights = new Map(layer.variables.map((variable) => [variable, constant(numbersOf(variable))]));
  const x = input("x", "float32", ["batch", 3]);
  const y = layer.call(x, callContext("training", weights));
  const [slope] = gradients(reduceSum(square(y)), [x]);
  const program = await (await nodeRuntime()).compile(toOnnx({ name: "bn", inputs: [x], outputs: { y, slope: slope! } }));
  const results = await program.run({ x: rows });
  await program.close();
  return { layer, y: Array.from(results.y!.data as Float32Array), slope: results.slope!.data };
}

it.each([{ center: false }, { scale: false }, { center: false, scale: false }])(
  "without the weights of %j, computes the same as with 1 and 0 instead of them",
  async (options) => {
    const [with1and0, without] = [await learned({}), await learned(options)];
    expect(without.y).toEqual(with1and0.y);
    expect(without.slope).toEqual(with1and0.slope);
    const names = without.layer.variables.map(({ name }) => name);
    const left = [...("scale" in options ? [] : ["gamma"]), ...("center" in options ? [] : ["beta"])];
    expect(names).toEqual([...left, "moving_mean", "moving_variance"]);
    const again = layerKinds.BatchNormalization!(JSON.parse(JSON.stringify(without.layer.config())) as never, {});
    again.buildFor(shape.slice(1) as never);
    expect(again.variables.map(({ name }) => name)).toEqual(names);
  },
);

it("returns features of mean 0 and variance 1", async () => {
  const { y } = await learned({ center: false, scale: false });
  for (const feature of [0, 1, 2]) {
    const values = y.filter((_, i) => i % 3 === feature);
    expect(values.reduce((sum, v) => sum + v, 0) / 6).toBeCloseTo(0, 5);
    expect(values.reduce((sum, v) => sum + v * v, 0) / 6).toBeCloseTo(1, 4);
  }
});
