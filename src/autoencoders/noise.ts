import { OptionError } from "../core/errors.ts";
import { lookUp } from "../core/suggest.ts";
import { shown } from "../core/words.ts";
import { dropout, gaussianNoise, type Layer, maskingNoise, missingNoise, saltAndPepperNoise } from "../layers/index.ts";

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

/** @throws OptionError for what isn't a noise with its amount. */
export function expectNoise(noise: Noise): void {
  const { kind, amount } = typeof noise === "object" && noise !== null ? noise : ({} as Partial<Noise>);
  if (typeof kind !== "string" || typeof amount !== "number")
    throw new OptionError(`noise is a kind and an amount, { kind: "gaussian", amount: 0.2 }, but this is ${shown(noise)}.`);
  lookUp("noise", kind, noises);
  noises[kind](amount);
}

export const showNoise = ({ kind, amount }: Noise): string => `${kind}:${amount}`;

/** The layer that adds a noise while the model learns. Of a table's columns of some features each, values are made missing whole. */
export function noiseLayer(noise: Noise, sizes?: readonly number[]): Layer {
  expectNoise(noise);
  const { kind, amount } = noise;
  const make: MakeNoise = noises[kind];
  return make(amount, sizes);
}
