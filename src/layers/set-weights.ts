import { DataError, ShapeError } from "../core/errors.ts";
import { notFinite } from "../core/finite.ts";
import type { NdArray } from "../core/ndarray.ts";
import { plainArray } from "../data/given/arrays.ts";
import type { NestedNumbers, Numbers, ShapedNumbers } from "../data/given/data.ts";
import { showShape } from "../graph/index.ts";
import { sameShape } from "../graph/tensor.ts";
import type { Variable } from "./variable.ts";

/** The numbers of a weight in any supported form. */
export type GivenWeights = NdArray<"float32"> | ShapedNumbers | Numbers | NestedNumbers;

/**
 * Sets the numbers of variables. If an array is refused, no variable changes.
 * @param owner - subject of messages, such as "The model".
 * @throws ShapeError if the number of arrays or their shapes don't match the variables.
 * @throws DataError if a number isn't finite.
 */
export function setWeights(
  owner: string,
  { variables, variablePaths }: { readonly variables: readonly Variable[]; readonly variablePaths: readonly string[] },
  given: readonly GivenWeights[],
): void {
  if (!Array.isArray(given)) throw new ShapeError("Weights must be a list of arrays, as getWeights returns them.");
  const weights = given.map((array, i) => {
    try {
      return plainArray(array, "weights");
    } catch (error) {
      throw error instanceof ShapeError ? new ShapeError(`"${variablePaths[i] ?? i}": ${error.message}`) : error;
    }
  });
  if (weights.length !== variables.length)
    throw new ShapeError(`${owner} expects ${variables.length} arrays of weights, but gets ${weights.length}.`);
  variables.forEach((variable, i) => {
    const { shape } = weights[i]!;
    if (!sameShape(shape, variable.shape)) {
      throw new ShapeError(`"${variablePaths[i]}" expects ${showShape(variable.shape)}, but gets ${showShape(shape)}.`);
    }
  });
  const wrong = notFinite(Object.fromEntries(variablePaths.map((path, i) => [path, weights[i]!])));
  if (wrong) throw new DataError(`These weights can't be set: ${wrong}. Weights must be finite numbers.`);
  variables.forEach((variable, i) => {
    variable.value = Float32Array.from(weights[i]!.data as Float32Array);
  });
}
