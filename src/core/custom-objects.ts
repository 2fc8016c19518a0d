import { OptionError } from "./errors.ts";
import { nearest } from "./suggest.ts";

/**
 * What a saved model has of your own, by its name: classes, functions and objects. A folder only names them, as loading never runs code from it.
 * @example
 * await load("folder", { customObjects: { Swish, pinball } });
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
 * @param option that it was given as: JavaScript calls a function that is written in its place by the option's name, which isn't one of its own.
 * @param what it is, for messages.
 * @throws OptionError where it has no name of its own.
 */
export function savedCustom(option: string, own: object, what = option): SavedCustom {
  const { name } = own as { readonly name?: unknown };
  if (typeof name === "string" && name !== "" && name !== option) return { custom: name };
  throw new OptionError(
    `The ${what} is a function without a name, which a saved model can't keep. Give it one: const ${EXAMPLES[option] ?? "own"} = (…) => …, give that, and load the model with customObjects: { ${EXAMPLES[option] ?? "own"} }.`,
  );
}

/** Names that such functions could have. */
const EXAMPLES: Readonly<Record<string, string>> = { activation: "swish", loss: "pinball", learningRate: "halving" };

/**
 * One of codings's own things by its name, or one of yours.
 * @param what "layer": what messages call it.
 * @throws OptionError where there is neither, with the nearest name and how to give one.
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
    `Unknown ${what} "${name}".${near ? ` Did you mean "${near}"?` : ""} If it is one of your own, give it when loading: customObjects: { ${name} }.`,
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

/** Saved options with the functions that they name. @throws as `ownOrCustom`. */
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
