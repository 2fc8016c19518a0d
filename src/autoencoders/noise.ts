import { OptionError } from "../core/errors.ts";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { knownOptions } from "../core/options.ts";
import { keyOf } from "../core/random.ts";
import { lookUp } from "../core/suggest.ts";
import { constant, input, toOnnx } from "../graph/index.ts";
import {
  dropout,
  gaussianNoise,
  type Layer,
  maskingNoise,
  missingNoise,
  numbersOf,
  saltAndPepperNoise,
} from "../layers/index.ts";
import type { RunOptions } from "../models/run-options.ts";
import { defaultRuntime } from "../runtime/default.ts";
import { asNumbers, callContext } from "../training/program.ts";
import type { Autoencoder } from "./autoencoder.ts";

/** Makes a noise's layer. `sizes`: of a table, how many features each column became. */
type MakeNoise = (amount: number, sizes?: readonly number[]) => Layer;

/** Noises that inputs can be trained to be freed from. */
export const noises = {
  gaussian: (deviation: number): Layer => gaussianNoise(deviation, { name: "noise" }),
  dropout: (rate: number): Layer => dropout(rate, { name: "noise" }),
  masking: (rate: number): Layer => maskingNoise(rate, { name: "noise" }),
  saltAndPepper: (rate: number): Layer => saltAndPepperNoise(rate, { name: "noise" }),
  missing: (rate: number, sizes?: readonly number[]): Layer => missingNoise(rate, { name: "noise", ...(sizes && { sizes }) }),
} as const satisfies Record<string, MakeNoise>;

export type NoiseName = keyof typeof noises;

/** A noise, and how much of it: a standard deviation (gaussian), or the share of the inputs that it strikes (the others). */
export interface Noise {
  readonly kind: NoiseName;
  readonly amount: number;
}

/** How much is usual: the lecture's for the first two; of `missing`, what fills best (`npm run bench -- impute`). */
const usual: Readonly<Record<NoiseName, number>> = {
  gaussian: 0.2,
  dropout: 0.5,
  masking: 0.3,
  saltAndPepper: 0.1,
  missing: 0.2,
};

/** Whether a layer does nothing but add noise while the model learns. */
export const isNoise = ({ kind }: Layer): boolean =>
  ["GaussianNoise", "Dropout", "MaskingNoise", "SaltAndPepperNoise", "MissingNoise"].includes(kind);

/** "gaussian:0.2", or a name alone for its usual amount. @throws OptionError for a name or an amount that isn't one. */
export function parseNoise(text: string): Noise {
  const [name = "", amount] = text.split(":");
  lookUp("noise", name, noises);
  const kind = name as NoiseName;
  const value = amount === undefined ? usual[kind] : Number(amount);
  if (!(value > 0) || !Number.isFinite(value))
    throw new OptionError(`A noise is a name and an amount, such as ${kind}:${usual[kind]}, but this is "${text}".`);
  noises[kind](value);
  return { kind, amount: value };
}

export const showNoise = ({ kind, amount }: Noise): string => `${kind}:${amount}`;

/** The layer that adds a noise while the model learns. Of a table's columns of some features each, values are made missing whole. */
export function noiseLayer({ kind, amount }: Noise, sizes?: readonly number[]): Layer {
  const make: MakeNoise = noises[kind];
  return make(amount, sizes);
}

export interface AddNoiseOptions extends RunOptions {
  /** 42 by default. */
  readonly seed?: number;
  /** If it scales numbers, the noise is in units of their scale, as during its training. */
  readonly autoencoder?: Autoencoder;
}

/**
 * Examples [n, …] with noise on them, the same that a layer of the kind adds while it learns: float32, pixels from 0 to 1 and beyond where the
 * noise takes them. The same seed adds the same noise.
 */
export async function addNoise(examples: NdArray, noise: Noise, options: AddNoiseOptions = {}): Promise<NdArray<"float32">> {
  const names = { runtime: true, seed: true, autoencoder: true } as const;
  const { seed = 42, runtime, autoencoder } = knownOptions("addNoise", options, names);
  const rows = input("examples", examples.dtype, ["batch", ...examples.shape.slice(1)]);
  const key = input("key", "uint32", []);
  const scalers = autoencoder?.scalers;
  const variables = scalers ? [...scalers.before.variables, ...scalers.after.variables] : [];
  const context = callContext("training", new Map(variables.map((each) => [each, constant(numbersOf(each))])), key);
  const scaled = scalers ? scalers.before.call(asNumbers(rows), context) : asNumbers(rows);
  const added = noiseLayer(noise).call(scaled, context);
  const noisy = scalers ? scalers.after.call(added, context) : added;
  const program = await (runtime ?? (await defaultRuntime())).compile(
    toOnnx({ name: "noise", inputs: [rows, key], outputs: { noisy } }),
  );
  try {
    const feeds = { examples, key: ndarray("uint32", [], Uint32Array.of(keyOf(seed, 4))) };
    return (await program.run(feeds)).noisy as NdArray<"float32">;
  } finally {
    await program.close();
  }
}
