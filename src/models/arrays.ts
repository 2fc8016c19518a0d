import { OptionError } from "../core/errors.ts";
import { expectArray, type NdArray } from "../core/ndarray.ts";
import { expectNames } from "../core/options.ts";
import { isShaped, isTyped, plainArray } from "../data/given/arrays.ts";
import type { NestedNumbers, Numbers, ShapedNumbers } from "../data/given/data.ts";

/**
 * Arrays of a model's inputs or outputs: one array, a list in the order of the inputs or outputs, or an object with an array for
 * each name.
 */
export type Arrays<A extends NdArray = NdArray> = A | readonly A[] | Readonly<Record<string, A>>;

/** Numbers [n, …] in any form: an array, `{ data, shape }`, nested lists, or a list of numbers [n]. */
export type GivenArray = NdArray | ShapedNumbers | NestedNumbers | Numbers;

/**
 * Numbers for a model's inputs or outputs. A model with one input takes them directly. A model with several inputs takes a list
 * in the order of the inputs, or an object by name.
 */
export type GivenArrays = GivenArray | readonly GivenArray[] | Readonly<Record<string, GivenArray>>;

/**
 * Returns one array for each name, in their order.
 * @param what name of the arrays in messages, such as "examples".
 * @throws OptionError if a name is unknown (the message suggests the nearest one) or missing.
 * @throws ShapeError or DataError for something that isn't an array of numbers.
 */
export function arraysFor(what: string, given: GivenArrays, names: readonly string[]): readonly NdArray[] {
  const listing = names.map((name) => `"${name}"`).join(", ");
  if (isShaped(given) || isTyped(given) || typeof given !== "object" || given === null) {
    const array = arrayOf(given as GivenArray, what);
    if (names.length === 1) return [array];
    throw new OptionError(
      `The model needs ${what} for ${listing}, but it got one array. Give a list of them, or { ${names.join(", ")} }.`,
    );
  }
  if (Array.isArray(given)) return ofList(what, given, names, listing);
  const byName = given as Readonly<Record<string, GivenArray>>;
  if (names.length === 1 && !Object.hasOwn(byName, names[0]!)) expectArray(what, given as never);
  expectNames(what, byName, names);
  const missing = names.find((name) => byName[name] === undefined);
  if (missing !== undefined) throw new OptionError(`The ${what} of "${missing}" are missing. Give ${what} for ${listing}.`);
  return names.map((name) => arrayOf(byName[name]!, `${what} of "${name}"`));
}

/** Interprets a list: for a single input or output it holds the rows, otherwise an array for each. */
function ofList(what: string, given: readonly unknown[], names: readonly string[], listing: string): readonly NdArray[] {
  const areRows = names.length === 1 && given.length > 0 && !isShaped(given[0]);
  if (areRows) return [arrayOf(given as NestedNumbers, what)];
  if (given.length !== names.length)
    throw new OptionError(
      `The model needs ${names.length === 1 ? "1 array" : `${names.length} arrays`} of ${what}, for ${listing}, but it got a list of ${given.length}.`,
    );
  return given.map((each, i) => arrayOf(each as GivenArray, names.length === 1 ? what : `${what} of "${names[i]}"`));
}

function arrayOf(given: GivenArray, what: string): NdArray {
  const array = plainArray(given, what);
  expectArray(what, array);
  return array;
}
