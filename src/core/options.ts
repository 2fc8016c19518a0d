import { bytes } from "./bytes.ts";
import { OptionError } from "./errors.ts";
import { type Rule, whole } from "./rules.ts";
import { hintFor } from "./suggest.ts";
import { shown } from "./words.ts";

/** The names of all options of a type. The type check fails if one is left out. */
export type OptionNames<T> = Readonly<Record<keyof T, true>>;

/** The name of a class or function, for messages, and the names of its options. */
export interface Takes {
  readonly where: string;
  readonly names: Readonly<Record<string, true>>;
}

export const optionsOf = <T>(where: string, names: OptionNames<T>): Takes & { readonly names: OptionNames<T> } => ({
  where,
  names,
});

/**
 * Returns the options unchanged if all of them are known. Options that are undefined count as left out.
 * @throws OptionError if an option is unknown. The message suggests the nearest name, also for Python's spellings
 * (`batch_size`).
 */
export function knownOptions<T extends object>(where: string, options: T, names: OptionNames<NoInfer<T>>): T {
  expectKnown({ where, names }, options);
  return options;
}

/**
 * Checks that all options are known, and that common ones have the right type.
 * @throws OptionError if they aren't.
 */
export function expectKnown(takes: Takes, options: object): void {
  expectNamed(takes, options);
  for (const [name, value] of Object.entries(options)) if (value !== undefined) expectCommon(name, value);
}

function expectNamed({ where, names }: Takes, options: object): void {
  if (typeof options !== "object" || options === null || Array.isArray(options))
    throw new OptionError(
      `${where} takes an object of options, { ${Object.keys(names)[0]}: … }, but gets ${(JSON.stringify(options) ?? typeof options).slice(0, 60)}.`,
    );
  const unknown = Object.entries(options).find(([name, value]) => value !== undefined && !Object.hasOwn(names, name))?.[0];
  if (unknown !== undefined)
    throw new OptionError(`Unknown option "${unknown}" of ${where}. ${hintFor(unknown, Object.keys(names))}`);
}

/** Options that mean the same in every function. */
const COMMON: Readonly<Record<string, Rule>> = {
  runtime: {
    what: "the result of nodeRuntime() or wasmRuntime()",
    is: (value) => typeof partOf(value, "compile") === "function",
  },
  signal: {
    what: "an AbortSignal, such as new AbortController().signal",
    is: (value) => typeof partOf(value, "aborted") === "boolean",
  },
  output: { what: "a path", is: (value) => typeof value === "string" },
  seed: whole(0),
  maxMemory: bytes,
};

const partOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;

/** @throws OptionError if an option that every function shares has a value of a wrong type. */
function expectCommon(name: string, value: unknown): void {
  const listens: Rule | undefined = /^on[A-Z]/.test(name)
    ? { what: "a function", is: (it) => typeof it === "function" }
    : undefined;
  const common = listens ?? (Object.hasOwn(COMMON, name) ? COMMON[name]! : undefined);
  if (!common || common.is(value)) return;
  const isPromise = typeof partOf(value, "then") === "function";
  throw new OptionError(
    `${name} must be ${common.what}, but it is ${isPromise ? "a Promise, which isn't resolved yet. Write await before it" : shown(value)}.`,
  );
}

/**
 * Checks names that are only known when the program runs.
 * @throws OptionError if a name is unknown.
 */
export const expectNames = (where: string, given: object, names: readonly string[]): void =>
  expectNamed({ where, names: Object.fromEntries(names.map((name) => [name, true])) }, given);

/**
 * Returns the saved values that are options. Other versions and programs may have saved more, and negative seeds, which count
 * modulo 2³².
 */
export const optionsIn = <T extends object>({ names }: Takes, saved: T): T =>
  Object.fromEntries(
    Object.entries(saved).flatMap(([name, value]) =>
      Object.hasOwn(names, name) ? [[name, name === "seed" && value < 0 ? value >>> 0 : value]] : [],
    ),
  ) as T;

/** Returns the options without those that are undefined, so that they don't replace defaults. */
export const given = <T extends object>(options: T): T =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;

/**
 * Copies options with their lists, plain objects and numbers, so that a program may change its own ones later. Other objects and
 * functions stay the same.
 */
export function copied<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copied) as T;
  if (ArrayBuffer.isView(value) && "slice" in value) return (value as unknown as Float32Array).slice() as T;
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, own]) => [name, copied(own)])) as T;
}

/**
 * Returns options as they are, and a value alone as the option `name`. Keras accepts the first option that way:
 * `maxPooling2d(3)` means `maxPooling2d({ poolSize: 3 })`.
 */
export const orFirst = <T extends object>(name: keyof T, given: T | number | readonly unknown[]): T =>
  typeof given === "number" || Array.isArray(given) ? ({ [name]: given } as T) : (given as T);
