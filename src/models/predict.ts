import { DataError } from "../core/errors.ts";
import { expectFinite, firstNotFinite, placeIn } from "../core/finite.ts";
import { type NdArray, ndarray, sizeOf, sliceRows } from "../core/ndarray.ts";
import { reduceSum, toOnnx } from "../graph/index.ts";
import { withProgram } from "../runtime/default.ts";
import { rowsAtATime } from "../training/batchable.ts";
import { inferenceProgram } from "../training/program.ts";
import { prepare } from "./checks.ts";
import { type RunOptions, runOptions } from "./run-options.ts";
import type { Trainable } from "./trainable.ts";

/** A model's outputs for examples. @throws as `Sequential.predict`. */
export async function predict(model: Trainable, examples: NdArray, options: RunOptions): Promise<NdArray<"float32">> {
  const { runtime } = runOptions("predict", options);
  prepare(model, examples);
  expectFinite(examples, { missing: model.acceptsMissing });
  const count = examples.shape[0] ?? 0;
  const graph = inferenceProgram(model, { dtype: examples.dtype, shape: examples.shape.slice(1) });
  // A sum is finite only if all of its terms are, and adding them up inside the graph costs far less than looking at each in JavaScript.
  const onnx = toOnnx({ ...graph, outputs: { ...graph.outputs, sum: reduceSum(graph.outputs.outputs!) } });
  const shape = [count, ...model.outputShape];
  const outputs = ndarray("float32", shape, new Float32Array(sizeOf(shape)));
  const sum = ndarray("float32", [], new Float32Array(1));
  let areFinite = true;
  await withProgram(runtime, onnx, async (program) => {
    const rows = rowsAtATime(model);
    for (let start = 0; start < count; start += rows) {
      const end = Math.min(start + rows, count);
      await program.run({ examples: sliceRows(examples, start, end) }, { outputs: sliceRows(outputs, start, end), sum });
      areFinite &&= Number.isFinite(sum.data[0]);
    }
  });
  if (!areFinite) expectOutputs(outputs);
  return outputs;
}

/** @throws DataError with the first output of a model that isn't finite. */
export function expectOutputs(outputs: NdArray<"float32">): void {
  const broken = firstNotFinite(outputs);
  if (broken >= 0)
    throw new DataError(
      `The model's output for ${placeIn(outputs, broken)} is ${outputs.data[broken]} (counted from 0). That row's numbers are too large for the model, or its weights are broken: look at the row, or train the model again.`,
    );
}
