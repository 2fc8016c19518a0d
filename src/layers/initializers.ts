import { OptionError } from "../core/errors.ts";
import { sizeOf } from "../core/ndarray.ts";
import { knownOptions } from "../core/options.ts";
import type { Random } from "../core/random.ts";
import { lookUp } from "../core/suggest.ts";
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

/** Options of the initialisers that have some, with Keras's defaults. */
interface Options {
  /** value 0. */
  readonly constant: { readonly value?: number };
  /** gain 1: what the ones are. */
  readonly identity: { readonly gain?: number };
  /** gain 1: the vectors' length. */
  readonly orthogonal: { readonly gain?: number };
  /** mean 0, stddev .05. */
  readonly randomNormal: { readonly mean?: number; readonly stddev?: number };
  /** minval -.05, maxval .05. */
  readonly randomUniform: { readonly minval?: number; readonly maxval?: number };
  /** mean 0, stddev .05, drawn again beyond two of those. */
  readonly truncatedNormal: { readonly mean?: number; readonly stddev?: number };
  /** A variance of scale (1) divided by a mode's fan (fanIn), drawn from a distribution (truncatedNormal). */
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
 * How a weight's first values are made: an initialiser by its name, by its kind and options, `{ kind: "randomNormal", stddev: 0.01 }`, or a function that
 * gives as many numbers as the shape has elements, from a seeded stream.
 */
export type InitializerChoice =
  | InitializerName
  | { readonly [K in Configurable]: { readonly kind: K } & Options[K] }[Configurable]
  | Initializer;

/** The function of an initialiser. @throws OptionError where this isn't one: an unknown name or option (with the nearest one). */
export function initializerOf(choice: InitializerChoice): Initializer {
  if (typeof choice === "function") return choice;
  if (typeof choice === "string") return lookUp("initializer", choice, initializers);
  if (typeof choice !== "object" || choice === null || !("kind" in choice))
    throw new OptionError(
      `An initializer is the name of one (${Object.keys(initializers).join(", ")}), { kind, … } or a function (shape, random) => numbers, but this is ${JSON.stringify(choice)}.`,
    );
  const { kind } = choice;
  if (!Object.hasOwn(made, kind) && Object.hasOwn(initializers, kind))
    return lookUp("initializer", kind as InitializerName, initializers);
  knownOptions(`the initializer ${kind}`, choice, lookUp("initializer", kind, names) as never);
  return (made[kind] as (options: object) => Initializer)(choice);
}

/**
 * First values by an initialiser.
 * @throws OptionError where a function of your own gives something else than finite numbers, as many as the shape has elements.
 */
export function firstValues(choice: InitializerChoice, shape: readonly number[], random: Random): Float32Array {
  const values: unknown = initializerOf(choice)(shape, random);
  if (typeof choice !== "function") return values as Float32Array;
  const who = `The initializer ${choice.name || "function"}`;
  const size = sizeOf(shape);
  const isList = Array.isArray(values) || ArrayBuffer.isView(values);
  if (!isList || (values as ArrayLike<number>).length !== size)
    throw new OptionError(
      `${who} gives ${isList ? `${(values as ArrayLike<number>).length} numbers` : `a ${typeof values}`} for a weight of [${shape.join(", ")}]. Return ${size} numbers, as a Float32Array.`,
    );
  const numbers = Float32Array.from(values as ArrayLike<number>);
  const wrong = numbers.findIndex((x) => !Number.isFinite(x));
  if (wrong >= 0)
    throw new OptionError(`${who} gives ${numbers[wrong]} as number ${wrong} (counted from 0). Return finite numbers.`);
  return numbers;
}
