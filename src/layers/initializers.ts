import { OptionError } from "../core/errors.ts";
import { sizeOf } from "../core/ndarray.ts";
import { knownOptions } from "../core/options.ts";
import type { Random } from "../core/random.ts";
import { lookUp } from "../core/suggest.ts";
import { nameOf } from "../graph/own-function.ts";
import {
  average,
  type Fan,
  fans,
  fill,
  type Initializer,
  type InitializerName,
  identity,
  incoming,
  initializers,
  normalBy,
  orthogonal,
  truncated,
  uniformBy,
} from "./draws.ts";

export { type Initializer, type InitializerName, initializers } from "./draws.ts";

/** Options of the initializers, with Keras's defaults. */
interface Options {
  /** Default: value 0. */
  readonly constant: { readonly value?: number };
  /** Factor for the identity matrix; default 1. */
  readonly identity: { readonly gain?: number };
  /** Length of the vectors; default 1. */
  readonly orthogonal: { readonly gain?: number };
  /** Defaults: mean 0, stddev 0.05. */
  readonly randomNormal: { readonly mean?: number; readonly stddev?: number };
  /** Defaults: minval -0.05, maxval 0.05. */
  readonly randomUniform: { readonly minval?: number; readonly maxval?: number };
  /** Defaults: mean 0, stddev 0.05. Numbers beyond two standard deviations are drawn again. */
  readonly truncatedNormal: { readonly mean?: number; readonly stddev?: number };
  /** The variance is `scale` divided by the fan of `mode`. Defaults: scale 1, mode "fanIn", distribution "truncatedNormal". */
  readonly varianceScaling: {
    readonly scale?: number;
    readonly mode?: "fanIn" | "fanOut" | "fanAvg";
    readonly distribution?: "truncatedNormal" | "untruncatedNormal" | "uniform";
  };
}

type Configurable = keyof Options;

const modes: Readonly<Record<string, Fan>> = { fanIn: incoming, fanOut: ({ fanOut }) => fanOut, fanAvg: average };

const untruncatedBy =
  (scale: number, fan: Fan): Initializer =>
  (shape, random) => {
    const std = Math.sqrt(scale / Math.max(1, fan(fans(shape))));
    return fill(shape, () => random.normal() * std);
  };

const distributions = { truncatedNormal: normalBy, untruncatedNormal: untruncatedBy, uniform: uniformBy };

const times =
  (of: Initializer, gain: number): Initializer =>
  (shape, random) =>
    of(shape, random).map((x) => x * gain);

const made: { readonly [K in Configurable]: (options: Options[K]) => Initializer } = {
  constant:
    ({ value = 0 }) =>
    (shape) =>
      new Float32Array(sizeOf(shape)).fill(value),
  identity: ({ gain = 1 }) => times(identity, gain),
  orthogonal: ({ gain = 1 }) => times(orthogonal, gain),
  randomNormal:
    ({ mean = 0, stddev = 0.05 }) =>
    (shape, random) =>
      fill(shape, () => mean + random.normal() * stddev),
  randomUniform:
    ({ minval = -0.05, maxval = 0.05 }) =>
    (shape, random) =>
      fill(shape, () => minval + random.uniform() * (maxval - minval)),
  truncatedNormal:
    ({ mean = 0, stddev = 0.05 }) =>
    (shape, random) =>
      fill(shape, () => mean + truncated(random) * stddev),
  varianceScaling: ({ scale = 1, mode = "fanIn", distribution = "truncatedNormal" }) =>
    lookUp("distribution of an initializer", distribution, distributions)(scale, lookUp("mode of an initializer", mode, modes)),
};

const names: { readonly [K in Configurable]: Readonly<Record<keyof Options[K] | "kind", true>> } = {
  constant: { kind: true, value: true },
  identity: { kind: true, gain: true },
  orthogonal: { kind: true, gain: true },
  randomNormal: { kind: true, mean: true, stddev: true },
  randomUniform: { kind: true, minval: true, maxval: true },
  truncatedNormal: { kind: true, mean: true, stddev: true },
  varianceScaling: { kind: true, scale: true, mode: true, distribution: true },
};

/**
 * An initializer of a weight: its name, its kind and options such as `{ kind: "randomNormal", stddev: 0.01 }`, or a function
 * that draws the numbers from a seeded stream.
 */
export type InitializerChoice =
  | InitializerName
  | { readonly [K in Configurable]: { readonly kind: K } & Options[K] }[Configurable]
  | Initializer;

/**
 * Returns the function of an initializer.
 * @throws OptionError if a name or an option is unknown; the message suggests the nearest one.
 */
export function initializerOf(choice: InitializerChoice): Initializer {
  if (typeof choice === "function") return choice;
  if (typeof choice === "string") return lookUp("initializer", choice, initializers);
  if (typeof choice !== "object" || choice === null || !("kind" in choice))
    throw new OptionError(
      `An initializer must be a name (${Object.keys(initializers).join(", ")}), { kind, … } or a function (shape, random) => numbers, but it is ${JSON.stringify(choice)}.`,
    );
  const { kind } = choice;
  if (!Object.hasOwn(made, kind) && Object.hasOwn(initializers, kind))
    return lookUp("initializer", kind as InitializerName, initializers);
  knownOptions(`the initializer ${kind}`, choice, lookUp("initializer", kind, names) as never);
  return (made[kind] as (options: object) => Initializer)(choice);
}

/**
 * Draws the initial values of a weight.
 * @throws OptionError if a user's function returns numbers that aren't finite, or another number of them than the shape has
 * elements.
 */
export function firstValues(choice: InitializerChoice, shape: readonly number[], random: Random): Float32Array {
  const values: unknown = initializerOf(choice)(shape, random);
  if (typeof choice !== "function") return values as Float32Array;
  const who = nameOf("initializer", choice.name);
  const size = sizeOf(shape);
  const isList = Array.isArray(values) || ArrayBuffer.isView(values);
  if (!isList || (values as ArrayLike<number>).length !== size)
    throw new OptionError(
      `${who} returns ${isList ? `${(values as ArrayLike<number>).length} numbers` : `a ${typeof values}`} for a weight of [${shape.join(", ")}]. Return ${size} numbers, as a Float32Array.`,
    );
  const numbers = Float32Array.from(values as ArrayLike<number>);
  const wrong = numbers.findIndex((x) => !Number.isFinite(x));
  if (wrong >= 0)
    throw new OptionError(`${who} returns ${numbers[wrong]} as number ${wrong} (counted from 0). Return finite numbers.`);
  return numbers;
}
