import { OptionError } from "../core/errors.ts";
import { expectFinite } from "../core/finite.ts";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { knownOptions } from "../core/options.ts";
import { shown } from "../core/words.ts";
import { isShaped } from "../data/given/arrays.ts";
import { gradients as gradientsOf, inputsOfRows, reduceSum, type Tensor, toOnnx } from "../graph/index.ts";
import { listed } from "../layers/symbolic.ts";
import { withProgram } from "../runtime/default.ts";
import { countOfRows } from "../training/batchable.ts";
import { applied, asGiven, exampleNumbers, feedName } from "../training/program.ts";
import type { Arrays, GivenArrays } from "./arrays.ts";
import type { BaseModel } from "./base-model.ts";
import { prepare } from "./checks.ts";
import { inParts, named } from "./predict.ts";
import type { RunOptions } from "./run-options.ts";
import type { Trainable } from "./trainable.ts";

/** Options of `gradients`. */
export interface GradientsOptions extends RunOptions {
  /**
   * Selects what to differentiate from the outputs [batch, …]. Its elements are summed for each example. The first output by
   * default.
   */
  readonly of?: (...outputs: Tensor[]) => Tensor;
}

/**
 * Computes the gradients of a model's outputs with respect to its inputs, for each example, as for saliency maps (Simonyan et
 * al., 2014). They show how much each input number matters. The model is applied as in `predict`, without noise.
 * @returns float32 arrays in the examples' shapes: one array for one input, a list for several, or an object if the model's
 * inputs have names. For pixels (uint8) the gradients refer to the scale 0 … 1.
 * @throws as `predict` of a model.
 * @example
 * const saliency = await gradients(model, images, { of: (probabilities) => slice(probabilities, 1, 3, 4) });
 */
export async function gradients(model: BaseModel, given: NdArray, options?: GradientsOptions): Promise<NdArray<"float32">>;
export async function gradients(
  model: BaseModel,
  given: GivenArrays,
  options?: GradientsOptions,
): Promise<Arrays<NdArray<"float32">>>;
export async function gradients(
  model: BaseModel,
  given: GivenArrays,
  options: GradientsOptions = {},
): Promise<Arrays<NdArray<"float32">>> {
  const { runtime, of = (first: Tensor) => first } = knownOptions("gradients", options, { runtime: true, of: true });
  if (typeof of !== "function")
    throw new OptionError(
      `of must be a function that selects what to differentiate, (output) => tensor, but it is ${shown(of)}.`,
    );
  const examples = prepare(model, given);
  for (const array of examples) expectFinite(array, { missing: model.acceptsMissing });
  const count = countOfRows({ examples });
  const names = examples.map((_, i) => feedName("examples", i, examples.length));
  const inputs = inputsOfRows(examples.map(({ dtype, shape }, i) => ({ name: names[i]!, dtype, shape: shape.slice(1) })));
  const numbers = inputs.map((x, i) => exampleNumbers(model as unknown as Trainable, x, i));
  const outputs = listed<Tensor>(applied(model, asGiven(numbers)));
  const slopes = gradientsOf(reduceSum(of(...outputs)), numbers);
  const slopeNames = slopes.map((_, i) => `slope_${i}`);
  const results = examples.map(({ shape, data }) => ndarray("float32", shape, new Float32Array(data.length)));
  const bySlope = Object.fromEntries(slopes.map((slope, i) => [slopeNames[i]!, slope]));
  const onnx = toOnnx({ name: "gradients", inputs, outputs: bySlope });
  await withProgram(runtime, onnx, async (program) => {
    for (const part of inParts(model as unknown as Trainable, count, named(names, examples), named(slopeNames, results)))
      await program.run(part.feeds, part.results);
  });
  const { named: byName } = model.graph;
  if (byName.inputs && !isShaped(given)) return named(byName.inputs, results);
  return results.length === 1 ? results[0]! : results;
}
