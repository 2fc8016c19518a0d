import { OptionError, ShapeError } from "../core/errors.ts";
import { sizeOf } from "../core/ndarray.ts";
import { knownOptions } from "../core/options.ts";
import type { Random } from "../core/random.ts";
import { lookUp } from "../core/suggest.ts";

/** First values for a shape, from a seeded stream. Fans of a kernel: its last two axes, times the others (Keras's rule). */
export type Initializer = (shape: readonly number[], random: Random) => Float32Array;

function fans(shape: readonly number[]): { fanIn: number; fanOut: number } {
  if (shape.length < 2) return { fanIn: shape[0] ?? 1, fanOut: shape[0] ?? 1 };
  const field = sizeOf(shape.slice(0, -2));
  return { fanIn: shape.at(-2)! * field, fanOut: shape.at(-1)! * field };
}

const fill = (shape: readonly number[], draw: () => number): Float32Array => Float32Array.from({ length: sizeOf(shape) }, draw);

/** Normal, drawn again where it falls beyond two standard deviations. */
function truncated(random: Random): number {
  for (;;) {
    const z = random.normal();
    if (Math.abs(z) < 2) return z;
  }
}
/** Standard deviation of the normal that is cut at two of its own. */
const TRUNCATED_STD = 0.87962566103423978;

type Fan = (fans: { fanIn: number; fanOut: number }) => number;
const average: Fan = ({ fanIn, fanOut }) => (fanIn + fanOut) / 2;
const incoming: Fan = ({ fanIn }) => fanIn;

const uniformBy =
  (scale: number, fan: Fan): Initializer =>
  (shape, random) => {
    const limit = Math.sqrt((3 * scale) / Math.max(1, fan(fans(shape))));
    return fill(shape, () => (2 * random.uniform() - 1) * limit);
  };
const normalBy =
  (scale: number, fan: Fan): Initializer =>
  (shape, random) => {
    const std = Math.sqrt(scale / Math.max(1, fan(fans(shape)))) / TRUNCATED_STD;
    return fill(shape, () => truncated(random) * std);
  };

/** Rows (or columns, whichever are fewer) at right angles to each other and of length 1 (Saxe et al., 2014), by Gram-Schmidt. */
const orthogonal: Initializer = (shape, random) => {
  const columns = shape.at(-1) ?? 1;
  const rows = sizeOf(shape) / columns;
  const [count, length] = rows < columns ? [rows, columns] : [columns, rows];
  const vectors: number[][] = [];
  while (vectors.length < count) {
    const v = Array.from({ length }, () => random.normal());
    for (let pass = 0; pass < 2; pass++) {
      for (const u of vectors) {
        const along = v.reduce((sum, x, i) => sum + x * u[i]!, 0);
        for (let i = 0; i < length; i++) v[i]! -= along * u[i]!;
      }
    }
    const norm = Math.hypot(...v);
    if (norm > 1e-6) vectors.push(v.map((x) => x / norm));
  }
  return Float32Array.from({ length: rows * columns }, (_, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    return rows < columns ? vectors[row]![column]! : vectors[column]![row]!;
  });
};

/** The rows of the identity matrix; of a kernel that isn't square, as many as fit. @throws ShapeError where a weight isn't a matrix. */
const identity: Initializer = (shape) => {
  if (shape.length !== 2)
    throw new ShapeError(`The initializer identity is for matrices, but this weight is [${shape.join(", ")}].`);
  const columns = shape[1]!;
  return Float32Array.from({ length: sizeOf(shape) }, (_, i) =>
    Number(i % (columns + 1) === 0 && Math.floor(i / columns) < columns),
  );
};

/** Keras's initialisers by its names in camelCase; the scales are those of Glorot & Bengio 2010, He et al. 2015, LeCun et al. 1998. */
export const initializers = {
  zeros: (shape) => new Float32Array(sizeOf(shape)),
  /** Of an LSTM's four gates the forget gate begins at 1, the second quarter (Jozefowicz et al., 2015). */
  unitForgetBias: (shape) =>
    Float32Array.from({ length: sizeOf(shape) }, (_, i) => Number(Math.floor((4 * i) / sizeOf(shape)) === 1)),
  ones: (shape) => new Float32Array(sizeOf(shape)).fill(1),
  glorotUniform: uniformBy(1, average),
  glorotNormal: normalBy(1, average),
  heUniform: uniformBy(2, incoming),
  heNormal: normalBy(2, incoming),
  lecunUniform: uniformBy(1, incoming),
  lecunNormal: normalBy(1, incoming),
  randomUniform: (shape, random) => fill(shape, () => (2 * random.uniform() - 1) * 0.05),
  randomNormal: (shape, random) => fill(shape, () => random.normal() * 0.05),
  truncatedNormal: (shape, random) => fill(shape, () => truncated(random) * 0.05),
  orthogonal,
  identity,
  /** 0 where no value is given: `{ kind: "constant", value: 0.1 }`. */
  constant: (shape) => new Float32Array(sizeOf(shape)),
  /** That of `lecunNormal` where no options are given. */
  varianceScaling: normalBy(1, incoming),
} as const satisfies Record<string, Initializer>;

export type InitializerName = keyof typeof initializers;

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
