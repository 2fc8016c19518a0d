import { OptionError } from "../core/errors.ts";
import { expectArray, type NdArray } from "../core/ndarray.ts";
import { expectNames } from "../core/options.ts";
import { isShaped } from "../data/given/arrays.ts";

/** Arrays for the inputs or outputs of a model: a single array, a list in their order, or arrays by name. */
export type Arrays<A extends NdArray = NdArray> = A | readonly A[] | Readonly<Record<string, A>>;

/**
 * One array for each name, in their order.
 * @param what "examples": what messages call them.
 * @throws OptionError for a name that isn't one of them, with the nearest, or one that is left out; ShapeError for what isn't an array with a shape.
 */
export function arraysFor<A extends NdArray>(what: string, given: Arrays<A>, names: readonly string[]): readonly A[] {
  const listing = names.map((name) => `"${name}"`).join(", ");
  if (isShaped(given) || typeof given !== "object" || given === null || ArrayBuffer.isView(given)) {
    expectArray(what, given as NdArray);
    if (names.length === 1) return [given as A];
    throw new OptionError(
      `The model takes ${what} for ${listing}, but gets one array. Give a list of them, or { ${names.join(", ")} }.`,
    );
  }
  if (Array.isArray(given)) {
    if (given.length !== names.length || given.some((each) => !isShaped(each))) {
      if (names.length === 1) expectArray(what, given as never);
      throw new OptionError(
        `The model takes ${names.length} arrays of ${what}, for ${listing}, but gets a list of ${given.length}.`,
      );
    }
    return given as readonly A[];
  }
  const byName = given as Readonly<Record<string, A>>;
  if (names.length === 1 && !Object.hasOwn(byName, names[0]!)) expectArray(what, given as never);
  expectNames(what, byName, names);
  const missing = names.find((name) => byName[name] === undefined);
  if (missing !== undefined) throw new OptionError(`The ${what} of "${missing}" are missing. The model takes ${listing}.`);
  return names.map((name) => {
    expectArray(`${what} of "${name}"`, byName[name]!);
    return byName[name]!;
  });
}
