import { OptionError } from "./errors.ts";

/**
 * Classes, functions and objects of your own by the names under which a saved model keeps them: `load(folder, { customObjects: { Swish, pinball } })`.
 * Loading never runs code from a folder, so what isn't one of codings has to be given again.
 */
export type CustomObjects = Readonly<Record<string, unknown>>;

/** What stands in a saved model for a function or an object of your own: its name in `customObjects`. */
export interface SavedCustom {
  readonly custom: string;
}

export const isSavedCustom = (value: unknown): value is SavedCustom =>
  typeof value === "object" && value !== null && typeof (value as Partial<SavedCustom>).custom === "string";

/**
 * What a saved model keeps of a function or an object of your own.
 * @param what it is, for messages, and the option that it was given as: JavaScript calls a function that is written in its place by the option's name.
 * @throws OptionError where it has no name of its own.
 */
export function savedCustom(what: string, own: object): SavedCustom {
  const { name } = own as { readonly name?: unknown };
  const isOwn = typeof name === "string" && name !== "" && name !== what && name !== "anonymous";
  if (isOwn) return { custom: name };
  throw new OptionError(
    `The ${what} is a function without a name of its own, under which a saved model would keep it. Declare it with one, function pinball(…) { … }, give pinball as the ${what}, and load the model with customObjects: { pinball }.`,
  );
}

/**
 * The function, class or object of your own that a saved model names.
 * @throws OptionError where `customObjects` doesn't have it.
 */
export function customObject(what: string, name: string, customObjects: CustomObjects = {}): unknown {
  if (Object.hasOwn(customObjects, name) && customObjects[name] !== undefined) return customObjects[name];
  const key = /^[a-z_$][\w$]*$/i.test(name) ? name : `"${name}": …`;
  throw new OptionError(
    `The saved model's ${what} "${name}" isn't one of codings. Give the one that it was saved with: customObjects: { ${key} }.`,
  );
}

/** Makes something again from its options, by a class or by a function that makes it. */
export function madeBy(what: string, name: string, maker: unknown, options: object): object {
  if (typeof maker !== "function")
    throw new OptionError(
      `customObjects.${name} is a class, or a function that makes the ${what} from its options, but this is a ${typeof maker}.`,
    );
  const made: unknown = isClass(maker) ? new (maker as new (options: object) => object)(options) : maker(options);
  if (typeof made === "object" && made !== null) return made;
  throw new OptionError(`customObjects.${name} gives no ${what}. Return one from the options that it is called with.`);
}

/** A class, also one that was compiled to a function with methods. */
const isClass = (maker: { prototype?: object }): boolean =>
  /^class\b/.test(Function.prototype.toString.call(maker)) || Object.getOwnPropertyNames(maker.prototype ?? {}).length > 1;

/** Options with each function in them, at any depth, replaced by what a saved model keeps of it. @throws as `savedCustom`. */
export function savedOptionsOf(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [name, savedValue(name, value)]));
}

function savedValue(name: string, value: unknown): unknown {
  if (typeof value === "function") return savedCustom(name, value);
  if (Array.isArray(value)) return value.map((part) => savedValue(name, part));
  return isPlain(value) ? savedOptionsOf(value) : value;
}

/** Saved options with the functions that they name. @throws as `customObject`. */
export function optionsFromSaved(
  saved: Readonly<Record<string, unknown>>,
  customObjects: CustomObjects = {},
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(saved).map(([name, value]) => [name, valueFrom(name, value, customObjects)]));
}

function valueFrom(name: string, value: unknown, customObjects: CustomObjects): unknown {
  if (isSavedCustom(value)) return customObject(name, value.custom, customObjects);
  if (Array.isArray(value)) return value.map((part) => valueFrom(name, part, customObjects));
  return isPlain(value) ? optionsFromSaved(value, customObjects) : value;
}

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
