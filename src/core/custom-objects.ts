import { OptionError } from "./errors.ts";
import { nearest } from "./suggest.ts";

/**
 * Your own classes, functions and objects that a saved model uses, by name. A model folder stores only their names, because
 * loading a model never runs code from its folder.
 * @example
 * await load("folder", { customObjects: { Swish, pinball } });
 */
export type CustomObjects = Readonly<Record<string, unknown>>;

/** Stored in a saved model in place of a function or an object of your own: its name in `customObjects`. */
export interface SavedCustom {
  readonly custom: string;
}

export const isSavedCustom = (value: unknown): value is SavedCustom =>
  typeof value === "object" && value !== null && typeof (value as Partial<SavedCustom>).custom === "string";

/**
 * Returns the value that a saved model stores for a function or an object of your own.
 * @param option - option that the function was passed as. JavaScript names an inline function after the option, so such a
 * name doesn't count as the function's own.
 * @param what - noun for the function in messages.
 * @throws OptionError if the function has no name of its own.
 */
export function savedCustom(option: string, own: object, what = option): SavedCustom {
  const { name } = own as { readonly name?: unknown };
  if (typeof name === "string" && name !== "" && name !== option) return { custom: name };
  throw new OptionError(
    `The ${what} is a function without a name, so the model can't be saved. Give it a name, such as const ${EXAMPLES[option] ?? "own"} = (…) => …, and load the model with customObjects: { ${EXAMPLES[option] ?? "own"} }.`,
  );
}

/** Example names in messages, by option. */
const EXAMPLES: Readonly<Record<string, string>> = { activation: "swish", loss: "pinball", learningRate: "halving" };

/**
 * Looks up a name among the built-in objects first, then in `customObjects`.
 * @param what - noun for the object in messages, such as "layer".
 * @throws OptionError if the name is in neither. The message suggests the nearest name and how to pass your own object.
 */
export function ownOrCustom<T>(
  what: string,
  name: string,
  known: Readonly<Record<string, T>>,
  custom: CustomObjects = {},
): T | unknown {
  if (Object.hasOwn(known, name)) return known[name];
  if (Object.hasOwn(custom, name)) return custom[name];
  const near = nearest(name, [...Object.keys(known), ...Object.keys(custom)]);
  throw new OptionError(
    `Unknown ${what} "${name}".${near ? ` Did you mean "${near}"?` : ""} If it is your own, pass it when you load the model: customObjects: { ${name} }.`,
  );
}

/**
 * Creates an object again from its saved options, with a class or a function from `customObjects`.
 * @throws OptionError if `maker` is neither a class nor a function, or returns no object.
 */
export function madeBy(what: string, name: string, maker: unknown, options: object): object {
  if (typeof maker !== "function")
    throw new OptionError(
      `customObjects.${name} must be a class, or a function that makes the ${what} from its options, but it is a ${typeof maker}.`,
    );
  const made: unknown = isClass(maker) ? new (maker as new (options: object) => object)(options) : maker(options);
  if (typeof made === "object" && made !== null) return made;
  throw new OptionError(`customObjects.${name} returns no ${what}. It must return one, made from the options that it receives.`);
}

/** Returns whether a function is a class. A class that was compiled to a function is recognised by its methods. */
const isClass = (maker: { prototype?: object }): boolean =>
  /^class\b/.test(Function.prototype.toString.call(maker)) || Object.getOwnPropertyNames(maker.prototype ?? {}).length > 1;

/**
 * Replaces each function in the options, at any depth, with the value that a saved model stores for it.
 * @throws OptionError if a function has no name of its own.
 */
export function savedOptionsOf(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [name, savedValue(name, value)]));
}

function savedValue(name: string, value: unknown): unknown {
  if (typeof value === "function") return savedCustom(name, value);
  if (Array.isArray(value)) return value.map((part) => savedValue(name, part));
  return isPlain(value) ? savedOptionsOf(value) : value;
}

/**
 * Replaces each stored function name in saved options with the function from `customObjects`.
 * @throws OptionError if `customObjects` lacks a name.
 */
export function optionsFromSaved(
  saved: Readonly<Record<string, unknown>>,
  customObjects: CustomObjects = {},
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(saved).map(([name, value]) => [name, valueFrom(name, value, customObjects)]));
}

function valueFrom(name: string, value: unknown, customObjects: CustomObjects): unknown {
  if (isSavedCustom(value)) return ownOrCustom(name, value.custom, {}, customObjects);
  if (Array.isArray(value)) return value.map((part) => valueFrom(name, part, customObjects));
  return isPlain(value) ? optionsFromSaved(value, customObjects) : value;
}

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
