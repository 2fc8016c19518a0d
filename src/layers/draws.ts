import { ShapeError } from "../core/errors.ts";
import { sizeOf } from "../core/ndarray.ts";
import type { Random } from "../core/random.ts";

/**
 * Draws the initial values of a weight.
 * @param shape - shape of the weight.
 * @param random - seeded stream of random numbers.
 */
export type Initializer = (shape: readonly number[], random: Random) => Float32Array;

/**
 * Returns the number of inputs and outputs of a kernel: its last two axes, each times the product of the other axes (Keras's
 * rule).
 */
export function fans(shape: readonly number[]): { fanIn: number; fanOut: number } {
  if (shape.length < 2) return { fanIn: shape[0] ?? 1, fanOut: shape[0] ?? 1 };
  const field = sizeOf(shape.slice(0, -2));
  return { fanIn: shape.at(-2)! * field, fanOut: shape.at(-1)! * field };
}

export const fill = (shape: readonly number[], draw: () => number): Float32Array =>
  Float32Array.from({ length: sizeOf(shape) }, draw);

/** Draws a normal number, and draws again if it is more than two standard deviations from 0. */
export function truncated(random: Random): number {
  for (;;) {
    const z = random.normal();
    if (Math.abs(z) < 2) return z;
  }
}
/** Standard deviation of a normal distribution that is cut off at two standard deviations. */
const TRUNCATED_STD = 0.87962566103423978;

export type Fan = (fans: { fanIn: number; fanOut: number }) => number;
export const average: Fan = ({ fanIn, fanOut }) => (fanIn + fanOut) / 2;
export const incoming: Fan = ({ fanIn }) => fanIn;

export const uniformBy =
  (scale: number, fan: Fan): Initializer =>
  (shape, random) => {
    const limit = Math.sqrt((3 * scale) / Math.max(1, fan(fans(shape))));
    return fill(shape, () => (2 * random.uniform() - 1) * limit);
  };
export const normalBy =
  (scale: number, fan: Fan): Initializer =>
  (shape, random) => {
    const std = Math.sqrt(scale / Math.max(1, fan(fans(shape)))) / TRUNCATED_STD;
    return fill(shape, () => truncated(random) * std);
  };

/** Draws orthogonal rows or columns of length 1, whichever are fewer (Saxe et al., 2014), by the Gram-Schmidt process. */
export const orthogonal: Initializer = (shape, random) => {
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

/**
 * Returns the identity matrix, cut or filled with zeros to the shape of the weight.
 * @throws ShapeError if the weight isn't a matrix.
 */
export const identity: Initializer = (shape) => {
  if (shape.length !== 2)
    throw new ShapeError(
      `The initializer identity is for matrices, but this weight has the shape [${shape.join(", ")}]. Choose another initializer.`,
    );
  const columns = shape[1]!;
  return Float32Array.from({ length: sizeOf(shape) }, (_, i) =>
    Number(i % (columns + 1) === 0 && Math.floor(i / columns) < columns),
  );
};

/**
 * The initializers, by Keras's names in camelCase. The scales are from Glorot & Bengio 2010, He et al. 2015 and LeCun et al.
 * 1998.
 */
export const initializers = {
  zeros: (shape) => new Float32Array(sizeOf(shape)),
  /**
   * For the bias of an LSTM: 1 for the forget gate, which is the second quarter, and 0 for the others (Jozefowicz et al.,
   * 2015).
   */
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
  /** 0, or the value that is given: `{ kind: "constant", value: 0.1 }`. */
  constant: (shape) => new Float32Array(sizeOf(shape)),
  /** The same as `lecunNormal` if no options are given. */
  varianceScaling: normalBy(1, incoming),
} as const satisfies Record<string, Initializer>;

/** Name of an initializer. */
export type InitializerName = keyof typeof initializers;
