import { type Dtype, type NdArray, ndarray, sizeOf, TYPED_ARRAYS } from "../core/ndarray.ts";

/** An object that learns from examples with `fit`. */
export interface Estimator {
  fit(...given: never[]): unknown;
}

/** An estimator as the checks use it. */
export interface Subject<T extends Estimator = Estimator> {
  /** Creates an estimator. */
  make(): T;
  /** Creates an estimator with options. */
  create(options: object): T;
  fit(estimator: T, examples: unknown, options?: { readonly signal: AbortSignal }): Promise<unknown>;
  /** Loads an estimator that was saved. */
  readonly load?: ((path: string) => Promise<T>) | undefined;
  readonly examples: NdArray<"float32">;
  /** Returns an estimator that was fitted on the examples, always the same one, and its results. A check that fits it again creates another one. */
  learned(): Promise<{ readonly estimator: T; readonly outputs: Outputs }>;
  /** Wrong values of options, by the name of the option. */
  readonly wrong: Readonly<Record<string, readonly unknown[]>>;
  /** Module that exports `make` and `fit`, for a worker thread. */
  readonly module?: URL | undefined;
}

/** Methods whose results are compared, if an estimator has them. */
export const METHODS = ["transform", "predict", "predictProbabilities", "reconstruct", "scoreSamples"] as const;

type Method = (examples: unknown) => Promise<NdArray>;
/** Results of the methods by their names. */
export type Outputs = Readonly<Record<string, NdArray>>;

/** Thrown by a check that an estimator doesn't pass. */
export class Failure extends Error {}

/** Thrown by a check that has no meaning for an estimator. */
export class Skip extends Error {}

/** Returns the methods of an estimator that give results. */
export function methodsOf(estimator: Estimator): [name: string, method: Method][] {
  const own = estimator as unknown as Readonly<Record<string, Method | undefined>>;
  return METHODS.flatMap((name) => {
    const method = own[name];
    return typeof method === "function" ? [[name, (examples: unknown) => method.call(estimator, examples)]] : [];
  });
}

/** Returns the options of an estimator, with defaults if it stores them. */
export function givenOptions(estimator: Estimator): Readonly<Record<string, unknown>> {
  const { options, settings } = estimator as { options?: object; settings?: object };
  const found = options ?? settings;
  if (typeof found !== "object") throw new Skip("It has neither options nor settings.");
  return found as Readonly<Record<string, unknown>>;
}

/** Computes the results of all methods. */
export async function outputsOf(estimator: Estimator, examples: unknown): Promise<Outputs> {
  const results: Record<string, NdArray> = {};
  for (const [name, method] of methodsOf(estimator)) results[name] = await method(examples);
  if (Object.keys(results).length === 0) throw new Failure(`It has none of the methods ${METHODS.join(", ")}.`);
  return results;
}

/** Fits a new estimator. */
export async function fitted<T extends Estimator>(
  { make, fit, examples }: Pick<Subject<T>, "make" | "fit" | "examples">,
  on: unknown = examples,
): Promise<T> {
  const estimator = make();
  await fit(estimator, on);
  return estimator;
}

/** @throws Failure if results differ by more than a share of the largest expected number; by default if any bit differs. */
export function expectEqual(found: Outputs, expected: Outputs, share = 0): void {
  for (const [method, { shape, data }] of Object.entries(expected)) {
    const own = found[method];
    if (own?.shape.join() !== shape.join())
      throw new Failure(`${method} gives the shape [${own?.shape.join(", ")}] instead of [${shape.join(", ")}].`);
    let largest = 0;
    for (const value of data) largest = Math.max(largest, Math.abs(Number(value)));
    const at = Array.from(data, Number).findIndex((value, i) => !(Math.abs(Number(own.data[i]) - value) <= share * largest));
    if (at >= 0) throw new Failure(`${method} gives ${own.data[at]} instead of ${data[at]} as number ${at} (counted from 0).`);
  }
}

/** @throws Failure if a result contains NaN or infinity. */
export function expectFinite(outputs: Outputs): void {
  for (const [method, { data }] of Object.entries(outputs)) {
    const at = Array.from(data, Number).findIndex((value) => !Number.isFinite(value));
    if (at >= 0) throw new Failure(`${method} gives ${data[at]} as number ${at} (counted from 0), without an error.`);
  }
}

const INTERNAL = ["TypeError", "RangeError", "ReferenceError", "SyntaxError"];

/**
 * Returns the message of the error that an action ends with; undefined if it succeeds.
 * @throws Failure if the error isn't a line for the user, but an internal one.
 */
export async function refusal(act: () => unknown): Promise<string | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    if (error instanceof Failure || error instanceof Skip) throw error;
    const { name, message } = error as Partial<Error>;
    if (!(error instanceof Error) || INTERNAL.includes(name!) || !message || message.includes("\n"))
      throw new Failure(`The error isn't one clear line: ${name}: ${message}`);
    return message;
  }
}

/** @throws Failure if an action succeeds, or if the message of its error lacks one of some words. */
export async function expectRefusal(what: string, act: () => unknown, ...words: readonly string[]): Promise<void> {
  const message = await refusal(act);
  if (message === undefined) throw new Failure(`${what} is accepted.`);
  const lacking = words.find((word) => !message.includes(word));
  if (lacking !== undefined) throw new Failure(`The message about ${what} doesn't contain "${lacking}": ${message}`);
}

/** Returns examples with other numbers. */
export const mapped = <T extends Dtype>(
  { shape, data }: NdArray<"float32">,
  of: (value: number, index: number) => number,
  dtype: T = "float32" as T,
): NdArray<T> => {
  const numbers = new TYPED_ARRAYS[dtype](data.length) as Float32Array;
  data.forEach((value, i) => {
    numbers[i] = of(value, i);
  });
  return ndarray(dtype, shape, numbers as never);
};

/** Returns new examples with another number of rows, or with another size of the last axis, that repeat the given numbers. */
export function resized({ shape, data }: NdArray<"float32">, rows = shape[0]!, columns = shape.at(-1)!): NdArray<"float32"> {
  const other = [rows, ...shape.slice(1, -1), columns];
  return ndarray(
    "float32",
    other,
    Float32Array.from({ length: sizeOf(other) }, (_, i) => data[i % data.length]!),
  );
}
