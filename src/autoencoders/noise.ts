import { OptionError } from "../core/errors.ts";
import { lookUp } from "../core/suggest.ts";
import { dropout, gaussianNoise, type Layer, maskingNoise, saltAndPepperNoise } from "../layers/index.ts";

/** Noises that inputs can be trained to be freed from. */
export const noises = {
  gaussian: (deviation: number): Layer => gaussianNoise(deviation, { name: "noise" }),
  dropout: (rate: number): Layer => dropout(rate, { name: "noise" }),
  masking: (rate: number): Layer => maskingNoise(rate, { name: "noise" }),
  saltAndPepper: (rate: number): Layer => saltAndPepperNoise(rate, { name: "noise" }),
} as const;

export type NoiseName = keyof typeof noises;

/** A noise, and how much of it: a standard deviation (gaussian), or the share of the inputs that it strikes (the others). */
export interface Noise {
  readonly kind: NoiseName;
  readonly amount: number;
}

/** How much is usual: the lecture's for the first two. */
const usual: Readonly<Record<NoiseName, number>> = { gaussian: 0.2, dropout: 0.5, masking: 0.3, saltAndPepper: 0.1 };

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

/** The layer that adds a noise while the model learns. */
export const noiseLayer = ({ kind, amount }: Noise): Layer => noises[kind](amount);
