import { expectFinite } from "../core/finite.ts";
import { type NdArray, ndarray, sliceRows } from "../core/ndarray.ts";
import { knownOptions } from "../core/options.ts";
import { gradients as gradientsOf, input, reduceSum, type Tensor, toOnnx } from "../graph/index.ts";
import { listed } from "../layers/symbolic.ts";
import { withProgram } from "../runtime/default.ts";
import { countOfRows, rowsAtATime } from "../training/batchable.ts";
import { applied, asNumbers, feedName } from "../training/program.ts";
import type { Arrays } from "./arrays.ts";
import type { BaseModel } from "./base-model.ts";
import { prepare } from "./checks.ts";
import type { RunOptions } from "./run-options.ts";

export interface GradientsOptions extends RunOptions {
  /** What of the outputs [batch, …] the gradients are of, a number for each example or more, which are summed: the sum of the first output by default. */
  readonly of?: (...outputs: Tensor[]) => Tensor;
}

/**
 * The gradients of what a model gives with respect to what it takes, example by example: how much each input number matters, as for saliency maps
 * (Simonyan et al., 2014). The model is as it is in use, without noise.
 * @returns float32 arrays of the examples' shapes: one for one input, a list for several. Of pixels (uint8) they are per unit from 0 to 1.
 * @throws as `predict` of a model.
 * @example
 * const saliency = await gradients(model, images, { of: (probabilities) => slice(probabilities, 1, 3, 4) });
 */
export async function gradients(model: BaseModel, given: NdArray, options?: GradientsOptions): Promise<NdArray<"float32">>;
export async function gradients(
  model: BaseModel,
  given: Arrays,
  options?: GradientsOptions,
): Promise<NdArray<"float32"> | readonly NdArray<"float32">[]>;
export async function gradients(
  model: BaseModel,
  given: Arrays,
  options: GradientsOptions = {},
): Promise<NdArray<"float32"> | readonly NdArray<"float32">[]> {
  const { runtime, of = (first: Tensor) => first } = knownOptions("gradients", options, { runtime: true, of: true });
  const examples = prepare(model, given);
  for (const array of examples) expectFinite(array, { missing: model.acceptsMissing });
  const count = countOfRows({ examples });
  const names = examples.map((_, i) => feedName("examples", i, examples.length));
  const [first, ...more] = examples as readonly [NdArray, ...NdArray[]];
  const rows = input(names[0]!, first.dtype, ["batch", ...first.shape.slice(1)]);
  const inputs = [rows, ...more.map(({ dtype, shape }, i) => input(names[i + 1]!, dtype, [rows.shape[0]!, ...shape.slice(1)]))];
  const numbers = inputs.map(asNumbers);
  const outputs = listed<Tensor>(applied(model, numbers.length === 1 ? numbers[0]! : numbers));
  const slopes = gradientsOf(reduceSum(of(...outputs)), numbers);
  const results = examples.map(({ shape, data }) => ndarray("float32", shape, new Float32Array(data.length)));
  const onnx = toOnnx({
    name: "gradients",
    inputs,
    outputs: Object.fromEntries(slopes.map((slope, i) => [`slope_${i}`, slope])),
  });
  await withProgram(runtime, onnx, async (program) => {
    const atATime = rowsAtATime(model);
    for (let start = 0; start < count; start += atATime) {
      const part = (arrays: readonly NdArray[], called: (i: number) => string) =>
        Object.fromEntries(arrays.map((array, i) => [called(i), sliceRows(array, start, Math.min(start + atATime, count))]));
      await program.run(
        part(examples, (i) => names[i]!),
        part(results, (i) => `slope_${i}`),
      );
    }
  });
  return results.length === 1 ? results[0]! : results;
}
