import { OptionError } from "../core/errors.ts";
import { lookUp } from "../core/suggest.ts";
import { shown } from "../core/words.ts";
import { dropout, gaussianNoise, type Layer, maskingNoise, missingNoise, saltAndPepperNoise } from "../layers/index.ts";

/** Creates the layer of a noise. For tables, `sizes` contains the number of features of each column. */
type MakeNoise = (amount: number, sizes?: readonly number[]) => Layer;

/** Kinds of noise that an autoencoder can be trained to remove. */
export const noises = {
  gaussian: (deviation: number): Layer => gaussianNoise(deviation, { name: "noise" }),
  dropout: (rate: number): Layer => dropout(rate, { name: "noise" }),
  masking: (rate: number): Layer => maskingNoise(rate, { name: "noise" }),
  saltAndPepper: (rate: number): Layer => saltAndPepperNoise(rate, { name: "noise" }),
  missing: (rate: number, sizes?: readonly number[]): Layer => missingNoise(rate, { name: "noise", ...(sizes && { sizes }) }),
} as const satisfies Record<string, MakeNoise>;

/** Names of the kinds of noise. */
export type NoiseName = keyof typeof noises;

/** A kind of noise, and its amount: a standard deviation (gaussian), or the share of the inputs that it changes (the others). */
export interface Noise {
  readonly kind: NoiseName;
  readonly amount: number;
}

/**
 * Usual amounts: the lecture's for the first two; for `missing`, the amount with the best filled values (`npm run bench --
 * impute`).
 */
const usual: Readonly<Record<NoiseName, number>> = {
  gaussian: 0.2,
  dropout: 0.5,
  masking: 0.3,
  saltAndPepper: 0.1,
  missing: 0.2,
};

/** Returns whether a layer only adds noise in training. */
export const isNoise = ({ kind }: Layer): boolean =>
  ["GaussianNoise", "Dropout", "MaskingNoise", "SaltAndPepperNoise", "MissingNoise"].includes(kind);

/**
 * Reads "gaussian:0.2", or a name alone with its usual amount.
 * @throws OptionError if the name isn't known or the amount isn't valid.
 */
export function parseNoise(text: string): Noise {
  const [name = "", amount] = text.split(":");
  lookUp("noise", name, noises);
  const kind = name as NoiseName;
  const value = amount === undefined ? usual[kind] : Number(amount);
  if (!(value > 0) || !Number.isFinite(value))
    throw new OptionError(`A noise must be a name and an amount, such as ${kind}:${usual[kind]}, but it is "${text}".`);
  noises[kind](value);
  return { kind, amount: value };
}

/** Checks a noise. @throws OptionError if its kind isn't known or its amount isn't valid. */
export function expectNoise(noise: Noise): void {
  const { kind, amount } = typeof noise === "object" && noise !== null ? noise : ({} as Partial<Noise>);
  if (typeof kind !== "string" || typeof amount !== "number")
    throw new OptionError(`noise must be a kind and an amount, { kind: "gaussian", amount: 0.2 }, but it is ${shown(noise)}.`);
  lookUp("noise", kind, noises);
  noises[kind](amount);
}

/** Returns a noise as on the command line: "gaussian:0.2". */
export const showNoise = ({ kind, amount }: Noise): string => `${kind}:${amount}`;

/**
 * Creates the layer that adds a noise in training. For columns with several features each, all features of a value become missing
 * together.
 */
export function noiseLayer(noise: Noise, sizes?: readonly number[]): Layer {
  expectNoise(noise);
  const { kind, amount } = noise;
  const make: MakeNoise = noises[kind];
  return make(amount, sizes);
}
