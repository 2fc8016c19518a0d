import { expect, it } from "vitest";
import { type NdArray, ndarray } from "../../src/core/ndarray.ts";
import { constant, constantOf, gradients, input, toOnnx } from "../../src/graph/index.ts";
import { withProgram } from "../../src/runtime/default.ts";
import type { LossName } from "../../src/training/index.ts";
import { meanLoss } from "../../src/training/losses/mean-loss.ts";
import { fixture } from "./keras.fixture.ts";

const { cases, sampleWeights } = fixture("keras-training").losses;

const rows = (values: readonly (readonly number[])[]): NdArray<"float32"> =>
  ndarray("float32", [values.length, values[0]!.length], Float32Array.from(values.flat()));

it.each(Object.entries<{ yTrue: number[][]; yPred: number[][]; value: number; weighted: number; gradient: number[][] }>(cases))(
  "%s has the same value, weighted value and gradient as in Keras",
  async (name, wanted) => {
    const loss = name.replace("OfClasses", "") as LossName;
    const outputs = input("outputs", "float32", ["batch", 5]);
    const targets = constant(rows(wanted.yTrue));
    const like = { ...targets, shape: outputs.shape };
    const value = meanLoss(loss, like, outputs);
    const weights = { ...constantOf("float32", [6], sampleWeights), shape: [outputs.shape[0]!] };
    const weighted = meanLoss(loss, like, outputs, { weights });
    const [gradient] = gradients(value, [outputs]);
    const onnx = toOnnx({ name: "loss", inputs: [outputs], outputs: { value, weighted, gradient: gradient! } });
    const results = await withProgram(undefined, onnx, (program) => program.run({ outputs: rows(wanted.yPred) }));
    const near = (array: NdArray, expected: readonly number[]) => {
      for (const [i, x] of expected.entries())
        expect(Math.abs(Number(array.data[i]) - x)).toBeLessThan(1e-5 * Math.max(1, Math.abs(x)));
    };
    near(results.value!, [wanted.value]);
    near(results.weighted!, [wanted.weighted]);
    near(results.gradient!, wanted.gradient.flat());
  },
);
