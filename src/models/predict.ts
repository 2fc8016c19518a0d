import { DataError } from "../core/errors.ts";
import { expectFinite, firstNotFinite, placeIn } from "../core/finite.ts";
import { type NdArray, ndarray, sizeOf, sliceRows } from "../core/ndarray.ts";
import { add, full, reduceSum, type Tensor, toOnnx } from "../graph/index.ts";
import { numbersOf } from "../layers/index.ts";
import { withOwnProgram } from "../runtime/own-programs.ts";
import { countOfRows, rowsAtATime } from "../training/batchable.ts";
import { feedName, inferenceOf } from "../training/program.ts";
import type { GivenArrays } from "./arrays.ts";
import { prepare } from "./checks.ts";
import { type RunOptions, runOptions } from "./run-options.ts";
import type { Trainable } from "./trainable.ts";

/** Computes the arrays of a model's outputs for examples, in their order. @throws as `predict` of a model. */
export async function predict(model: Trainable, given: GivenArrays, options: RunOptions): Promise<readonly NdArray<"float32">[]> {
  const { runtime } = runOptions("predict", options);
  const examples = prepare(model, given);
  const expectGiven = () => {
    for (const array of examples) expectFinite(array, { missing: model.acceptsMissing });
  };
  if (model.acceptsMissing) expectGiven();
  const count = countOfRows({ examples });
  const inputNames = examples.map((_, i) => feedName("examples", i, examples.length));
  const outputNames = model.outputs.map((_, i) => `output_${i}`);
  const onnx = () => {
    const kinds = examples.map(({ dtype, shape }) => ({ dtype, shape: shape.slice(1) }));
    const graph = inferenceOf(model, kinds, { inputNames, outputNames });
    // A sum is finite only if all of its terms are. Adding up inputs and outputs inside the graph costs far less than checking each
    // number in JavaScript.
    const total = (tensors: readonly Tensor[]) =>
      tensors.map((x) => reduceSum(x)).reduce((sum, part) => add(sum, part), full([], 0));
    const numbers = model.acceptsMissing ? [] : graph.inputs.filter(({ dtype }) => dtype === "float32");
    const sums = { given: total(numbers), sum: total(outputNames.map((name) => graph.outputs[name]!)) };
    return toOnnx({ ...graph, outputs: { ...graph.outputs, ...sums } });
  };
  const outputs = model.outputs.map(({ shape }) =>
    ndarray("float32", [count, ...shape], new Float32Array(count * sizeOf(shape))),
  );
  const sums = { given: ndarray("float32", [], new Float32Array(1)), sum: ndarray("float32", [], new Float32Array(1)) };
  const areFinite = { given: true, sum: true };
  const kind = examples.map(({ dtype }) => dtype).join();
  const numbers = model.variables.map((variable) => numbersOf(variable).data);
  await withOwnProgram(model, { runtime, kind, numbers, onnx }, async (program) => {
    const feeds = named(inputNames, examples);
    for (const part of inParts(model, count, feeds, named(outputNames, outputs))) {
      await program.run(part.feeds, { ...part.results, ...sums });
      for (const which of ["given", "sum"] as const) areFinite[which] &&= Number.isFinite(sums[which].data[0]);
    }
  });
  if (!areFinite.given) expectGiven();
  if (!areFinite.sum) for (const output of outputs) expectOutputs(output);
  return outputs;
}

/** Returns arrays by their names. */
export const named = <A extends NdArray>(names: readonly string[], arrays: readonly A[]): Record<string, A> =>
  Object.fromEntries(arrays.map((array, i) => [names[i]!, array]));

type Named = Readonly<Record<string, NdArray>>;

/** Slices a program's feeds and results into parts with as many rows as the model processes at a time. */
export function* inParts(model: Trainable, count: number, feeds: Named, results: Named) {
  const rows = rowsAtATime(model);
  for (let start = 0; start < count; start += rows) {
    const slices = (arrays: Named) =>
      Object.fromEntries(
        Object.entries(arrays).map(([name, array]) => [name, sliceRows(array, start, Math.min(start + rows, count))]),
      );
    yield { feeds: slices(feeds), results: slices(results) };
  }
}

/** @throws DataError with the first output of a model that isn't finite. */
export function expectOutputs(outputs: NdArray<"float32">): void {
  const broken = firstNotFinite(outputs);
  if (broken >= 0)
    throw new DataError(
      `The model's output for ${placeIn(outputs, broken)} is ${outputs.data[broken]} (counted from 0). That row's numbers are too large for the model, or its weights are broken: look at the row, or train the model again.`,
    );
}
