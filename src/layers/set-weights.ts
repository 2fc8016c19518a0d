import { DataError, ShapeError } from "../core/errors.ts";
import { notFinite } from "../core/finite.ts";
import type { NdArray } from "../core/ndarray.ts";
import { plainArray } from "../data/given/arrays.ts";
import type { NestedNumbers, Numbers, ShapedNumbers } from "../data/given/data.ts";
import { showShape } from "../graph/index.ts";
import { sameShape } from "../graph/tensor.ts";
import type { Variable } from "./variable.ts";

/** A weight's numbers in any form. */
export type GivenWeights = NdArray<"float32"> | ShapedNumbers | Numbers | NestedNumbers;

/**
 * Puts numbers into variables, all or none of them.
 * @param owner "The model": who has them, for messages.
 * @throws ShapeError where the arrays aren't as many as the variables, or of other shapes; DataError where a number isn't finite.
 */
export function setWeights(
  owner: string,
  { variables, variablePaths }: { readonly variables: readonly Variable[]; readonly variablePaths: readonly string[] },
  given: readonly GivenWeights[],
): void {
  if (!Array.isArray(given)) throw new ShapeError("Weights are a list of arrays, as getWeights gives them.");
  const weights = given.map((array, i) => {
    try {
      return plainArray(array, "weights");
    } catch (error) {
      throw error instanceof ShapeError ? new ShapeError(`"${variablePaths[i] ?? i}": ${error.message}`) : error;
    }
  });
  if (weights.length !== variables.length)
    throw new ShapeError(`${owner} has ${variables.length} arrays of weights, but gets ${weights.length}.`);
  variables.forEach((variable, i) => {
    const { shape } = weights[i]!;
    if (!sameShape(shape, variable.shape)) {
      throw new ShapeError(`"${variablePaths[i]}" is ${showShape(variable.shape)}, but gets ${showShape(shape)}.`);
    }
  });
  const wrong = notFinite(Object.fromEntries(variablePaths.map((path, i) => [path, weights[i]!])));
  if (wrong) throw new DataError(`These weights can't be set: ${wrong}. A model's weights are finite numbers.`);
  variables.forEach((variable, i) => {
    variable.value = Float32Array.from(weights[i]!.data as Float32Array);
  });
}
