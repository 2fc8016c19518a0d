import { expectFinite } from "../core/finite.ts";
import { type NdArray, sizeOf } from "../core/ndarray.ts";
import { upperMedian } from "../core/statistics.ts";
import { constantOf, div, type Tensor } from "../graph/index.ts";
import { Standardization, type StandardizedBy } from "../layers/index.ts";
import type { Sequential } from "../models/sequential.ts";
import { type LossName, lossOf, type MadeLoss } from "../training/losses/choice.ts";

/**
 * The two layers of an autoencoder that scale its numbers: `before` in the encoder, and `after` in the decoder, which scales them
 * back.
 */
export interface Scalers {
  readonly before: Standardization;
  readonly after: Standardization;
}

/** Returns the scaling layers of an encoder and a decoder; undefined if they don't scale. */
export function scalersOf({ encoder, decoder }: { encoder: Sequential; decoder: Sequential }): Scalers | undefined {
  const [before, after] = [encoder, decoder].map(({ layers }) => layers.find((layer) => layer instanceof Standardization));
  return before && after ? { before: before as Standardization, after: after as Standardization } : undefined;
}

/** The center and scale of each number, of each feature or of all numbers, depending on `by` of a `Standardization`. */
export interface Standards {
  readonly center: Float32Array;
  readonly scale: Float32Array;
}

/** Returns the centers and scales of both layers. */
export function standardsOf({ before }: Scalers): Standards {
  const [center, scale] = before.variables.map(({ shape, value }, i) => value ?? new Float32Array(sizeOf(shape)).fill(i));
  return { center: center!, scale: scale! };
}

/** Returns whether numbers stay unchanged, as before training. */
export const isIdentity = ({ center, scale }: Standards): boolean => center.every((x) => x === 0) && scale.every((x) => x === 1);

export function setStandards({ before, after }: Scalers, { center, scale }: Standards): void {
  for (const { variables } of [before, after])
    variables.forEach((variable, i) => {
      variable.value = (i === 0 ? center : scale).slice();
    });
}

/** A standard deviation below this share of the largest number is a rounding error: two steps of float32. */
const ROUNDING = 2.4e-7;
/** Smaller standard deviations can't be used as divisors in float32. */
const SMALLEST = 1e-37;

/**
 * Computes the mean and standard deviation of each number, of each feature or of all numbers of examples [n, …], depending on
 * `by`. If a number is the same in all examples, its scale is its own size. If it is 0, its scale is the median of the other
 * scales (1 if there are none). A different value is then noticed later, and nothing is divided by 0.
 * @throws DataError if a number isn't finite.
 */
export function learnStandards(examples: NdArray, by: StandardizedBy): Standards {
  expectFinite(examples);
  const [count, ...shape] = examples.shape as readonly [number, ...number[]];
  const width = by === "element" ? sizeOf(shape) : by === "feature" ? shape.at(-1)! : 1;
  const { data } = examples;
  const each = (count * sizeOf(shape)) / width;
  const [sums, squares, largest] = [new Float64Array(width), new Float64Array(width), new Float64Array(width)];
  const scaleOfBytes = examples.dtype === "uint8" ? 1 / 255 : 1;
  for (let i = 0, at = 0; i < data.length; i++, at = at + 1 === width ? 0 : at + 1) {
    const x = Number(data[i]) * scaleOfBytes;
    sums[at]! += x;
    largest[at] = Math.max(largest[at]!, Math.abs(x));
  }
  const center = Float32Array.from(sums, (sum) => sum / each);
  for (let i = 0, at = 0; i < data.length; i++, at = at + 1 === width ? 0 : at + 1)
    squares[at]! += (Number(data[i]) * scaleOfBytes - center[at]!) ** 2;
  const deviations = squares.map((sum) => Math.sqrt(sum / each));
  const varies = (at: number) => deviations[at]! > Math.max(SMALLEST, ROUNDING * largest[at]!);
  const known = deviations.filter((_, at) => varies(at));
  const typical = upperMedian(known) ?? 1;
  const sizeOfSame = (at: number) => (largest[at]! > SMALLEST ? largest[at]! : typical);
  return { center, scale: Float32Array.from(deviations, (deviation, at) => (varies(at) ? deviation : sizeOfSame(at))) };
}

/** Returns the scale of each number of a flattened example with this shape. */
export function scaleOfNumbers({ before }: Scalers, shape: readonly number[]): Float32Array {
  const { scale } = standardsOf({ before, after: before });
  return Float32Array.from({ length: sizeOf(shape) }, (_, i) => scale[i % scale.length]!);
}

/** Returns a loss, given by name, of numbers in units of their scale, so that columns with large numbers don't dominate. */
export const scaledLoss = (name: LossName, scalers: Scalers): MadeLoss => ({
  name,
  of(targets, outputs) {
    const [, width] = outputs.shape as [unknown, number];
    const factors = scaleOfNumbers(scalers, [width]);
    const scale = constantOf("float32", [1, width], Array.from(factors));
    const inUnits = (x: Tensor) => div(x, scale);
    return lossOf(name)(inUnits(targets), inUnits(outputs));
  },
});
