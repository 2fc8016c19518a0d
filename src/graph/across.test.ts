import { expect, it } from "vitest";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { defaultRuntime } from "../runtime/default.ts";
import { across, stagesOf } from "./across.ts";
import { gradients } from "./gradients.ts";
import { toOnnx } from "./onnx/write.ts";
import { add, mul, reduceMean, reduceSum, square, sub } from "./operators/index.ts";
import { input } from "./tensor.ts";

/** Runs a graph on several parts at the same time, and adds up what lies between its stages. */
async function runOn(parts: readonly Record<string, NdArray>[], stages: ReturnType<typeof stagesOf>) {
  const runtime = await defaultRuntime();
  const values = parts.map((part) => ({ ...part }));
  for (const { graph, sums } of stages) {
    const program = await runtime.compile(toOnnx(graph));
    const names = [
      ...graph.inputs.map(({ source }) => (source.kind === "input" ? source.name : "")),
      ...Object.keys(graph.given ?? {}),
    ];
    for (const own of values) Object.assign(own, await program.run(Object.fromEntries(names.map((name) => [name, own[name]!]))));
    for (const name of sums) {
      const all = values.map((own) => own[name]!.data as Float32Array);
      const sum = all[0]!.map((_, i) => all.reduce((total, part) => total + part[i]!, 0));
      for (const own of values) own[name] = ndarray("float32", own[name]!.shape, sum);
    }
  }
  return values;
}

it("gives each part the variance of all parts and the gradient through it, in as many stages as sums follow each other", async () => {
  const x = input("x", "float32", [2]);
  const w = input("w", "float32", []);
  const scaled = mul(x, w);
  const mean = mul(across(reduceMean(scaled)), 0.5);
  const variance = across(reduceSum(square(sub(scaled, mean))));
  const [own] = gradients(mul(variance, 0.5), [w]);
  // A result that needs no other part, one that is a sum itself, and one that needs values of an earlier stage.
  const stages = stagesOf({
    name: "variance",
    inputs: [x, w],
    outputs: { scaled, mean, variance, gradient: across(own!), later: add(scaled, variance) },
  });
  expect(stages.length).toBeGreaterThan(3);
  const array = (...numbers: number[]) => ndarray("float32", numbers.length > 1 ? [2] : [], Float32Array.from(numbers));
  const results = await runOn(
    [
      { x: array(1, 2), w: array(3) },
      { x: array(3, 6), w: array(3) },
    ],
    stages,
  );
  // x is 1, 2, 3, 6 with the mean 3. The sum of squares is 14 w², and its derivative 28 w.
  for (const [i, { mean, variance, gradient, later }] of results.entries()) {
    expect(mean!.data[0]).toBeCloseTo(9, 5);
    expect(variance!.data[0]).toBeCloseTo(126, 4);
    expect(gradient!.data[0]).toBeCloseTo(84, 4);
    expect(later!.data[0]).toBeCloseTo([3, 9][i]! + 126, 4);
  }
});
