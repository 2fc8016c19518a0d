import { OptionError } from "./errors.ts";
import { hintFor } from "./suggest.ts";
import { shown } from "./words.ts";

/** The name of each option of a type: one that is left out here fails the type check. */
export type OptionNames<T> = Readonly<Record<keyof T, true>>;

/** What a class takes: its name for messages, and those of its options. */
export interface Takes {
  readonly where: string;
  readonly names: Readonly<Record<string, true>>;
}

export const optionsOf = <T>(where: string, names: OptionNames<T>): Takes & { readonly names: OptionNames<T> } => ({
  where,
  names,
});

/**
 * Options as they were given.
 * @throws OptionError where one isn't known, with the nearest name, Python's spellings (`batch_size`) among them. What is undefined counts as left out.
 */
export function knownOptions<T extends object>(where: string, options: T, names: OptionNames<NoInfer<T>>): T {
  expectKnown({ where, names }, options);
  return options;
}

/** @throws OptionError as `knownOptions`. */
export function expectKnown(takes: Takes, options: object): void {
  expectNamed(takes, options);
  for (const [name, value] of Object.entries(options)) if (value !== undefined) expectCommon(name, value);
}

function expectNamed({ where, names }: Takes, options: object): void {
  if (typeof options !== "object" || options === null || Array.isArray(options))
    throw new OptionError(
      `${where} takes options by their names, { ${Object.keys(names)[0]}: … }, but gets ${(JSON.stringify(options) ?? typeof options).slice(0, 60)}.`,
    );
  const unknown = Object.entries(options).find(([name, value]) => value !== undefined && !Object.hasOwn(names, name))?.[0];
  if (unknown !== undefined)
    throw new OptionError(`Unknown option "${unknown}" of ${where}. ${hintFor(unknown, Object.keys(names))}`);
}

/** Options that mean the same wherever they are taken: what each is, and whether a value is it. */
const COMMON: Readonly<Record<string, { readonly what: string; readonly is: (value: unknown) => boolean }>> = {
  runtime: { what: "what nodeRuntime() or wasmRuntime() gives", is: (value) => typeof partOf(value, "compile") === "function" },
  signal: {
    what: "an AbortSignal, such as new AbortController().signal",
    is: (value) => typeof partOf(value, "aborted") === "boolean",
  },
  output: { what: "a path", is: (value) => typeof value === "string" },
};

const partOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;

/** @throws OptionError for a value that an option of this name never is. */
function expectCommon(name: string, value: unknown): void {
  const listens = /^on[A-Z]/.test(name) ? { what: "a function", is: (it: unknown) => typeof it === "function" } : undefined;
  const common = listens ?? (Object.hasOwn(COMMON, name) ? COMMON[name]! : undefined);
  if (!common || common.is(value)) return;
  const isPromise = typeof partOf(value, "then") === "function";
  throw new OptionError(
    `${name} is ${common.what}, but this is ${isPromise ? "a Promise, which hasn't given it yet. Write await before it" : shown(value)}.`,
  );
}

/** @throws OptionError as `knownOptions`, for values by names that are only known when the program runs. */
export const expectNames = (where: string, given: object, names: readonly string[]): void =>
  expectNamed({ where, names: Object.fromEntries(names.map((name) => [name, true])) }, given);

/** Those of some saved values that are options; an older version's, or another program's, may be among them. */
export const optionsIn = <T extends object>({ names }: Takes, saved: T): T =>
  Object.fromEntries(Object.entries(saved).filter(([name]) => Object.hasOwn(names, name))) as T;

/** Options without those that are undefined, so that defaults can stand before them. */
export const given = <T extends object>(options: T): T =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;

/** Options, or the value of one of them alone, as Keras takes its first: `maxPooling2d(3)` for `maxPooling2d({ poolSize: 3 })`. */
export const orFirst = <T extends object>(name: keyof T, given: T | number | readonly unknown[]): T =>
  typeof given === "number" || Array.isArray(given) ? ({ [name]: given } as T) : (given as T);
