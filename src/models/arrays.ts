import { OptionError } from "../core/errors.ts";
import { expectArray, type NdArray } from "../core/ndarray.ts";
import { expectNames } from "../core/options.ts";
import { isShaped, isTyped, plainArray } from "../data/given/arrays.ts";
import type { NestedNumbers, Numbers, ShapedNumbers } from "../data/given/data.ts";

/** The arrays of a model's inputs or outputs: one array, a list in the order of the inputs, or an object with an array for each name. */
export type Arrays<A extends NdArray = NdArray> = A | readonly A[] | Readonly<Record<string, A>>;

/** Numbers [n, …] in any form: an array, `{ data, shape }`, lists in lists, or a list of numbers [n]. */
export type GivenArray = NdArray | ShapedNumbers | NestedNumbers | Numbers;

/** The numbers of a model's inputs or outputs. A model with one input takes them directly; one with several takes a list in the order of the inputs, or an object by name. */
export type GivenArrays = GivenArray | readonly GivenArray[] | Readonly<Record<string, GivenArray>>;

/**
 * One array for each name, in their order.
 * @param what "examples": what messages call them.
 * @throws OptionError for a name that isn't one of them, with the nearest, or one that is left out; ShapeError, DataError for what isn't an array of numbers.
 */
export function arraysFor(what: string, given: GivenArrays, names: readonly string[]): readonly NdArray[] {
  const listing = names.map((name) => `"${name}"`).join(", ");
  if (isShaped(given) || isTyped(given) || typeof given !== "object" || given === null) {
    const array = arrayOf(given as GivenArray, what);
    if (names.length === 1) return [array];
    throw new OptionError(
      `The model takes ${what} for ${listing}, but gets one array. Give a list of them, or { ${names.join(", ")} }.`,
    );
  }
  if (Array.isArray(given)) return ofList(what, given, names, listing);
  const byName = given as Readonly<Record<string, GivenArray>>;
  if (names.length === 1 && !Object.hasOwn(byName, names[0]!)) expectArray(what, given as never);
  expectNames(what, byName, names);
  const missing = names.find((name) => byName[name] === undefined);
  if (missing !== undefined) throw new OptionError(`The ${what} of "${missing}" are missing. The model takes ${listing}.`);
  return names.map((name) => arrayOf(byName[name]!, `${what} of "${name}"`));
}

/** A list is the rows of a single input or output, or has an array for each of several. */
function ofList(what: string, given: readonly unknown[], names: readonly string[], listing: string): readonly NdArray[] {
  const areRows = names.length === 1 && given.length > 0 && !isShaped(given[0]);
  if (areRows) return [arrayOf(given as NestedNumbers, what)];
  if (given.length !== names.length)
    throw new OptionError(
      `The model takes ${names.length === 1 ? "1 array" : `${names.length} arrays`} of ${what}, for ${listing}, but gets a list of ${given.length}.`,
    );
  return given.map((each, i) => arrayOf(each as GivenArray, names.length === 1 ? what : `${what} of "${names[i]}"`));
}

function arrayOf(given: GivenArray, what: string): NdArray {
  const array = plainArray(given, what);
  expectArray(what, array);
  return array;
}
