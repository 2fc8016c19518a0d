import { expectFinite } from "../core/finite.ts";
import { type NdArray, sizeOf } from "../core/ndarray.ts";
import { upperMedian } from "../core/statistics.ts";
import { constantOf, div, type Tensor } from "../graph/index.ts";
import { Standardization, type StandardizedBy } from "../layers/index.ts";
import type { Sequential } from "../models/sequential.ts";
import { type LossName, lossOf, type MadeLoss } from "../training/losses/choice.ts";

/** The two layers of an autoencoder that scale its numbers: `before` in the encoder, and `after` in the decoder, which scales them back. */
export interface Scalers {
  readonly before: Standardization;
  readonly after: Standardization;
}

/** The scaling layers of an encoder and a decoder; undefined if they don't scale. */
export function scalersOf({ encoder, decoder }: { encoder: Sequential; decoder: Sequential }): Scalers | undefined {
  const [before, after] = [encoder, decoder].map(({ layers }) => layers.find((layer) => layer instanceof Standardization));
  return before && after ? { before: before as Standardization, after: after as Standardization } : undefined;
}

/** The center and scale of each number, each feature or all numbers, as `by` of a `Standardization` says. */
export interface Standards {
  readonly center: Float32Array;
  readonly scale: Float32Array;
}

/** What both layers have learned. */
export function standardsOf({ before }: Scalers): Standards {
  const [center, scale] = before.variables.map(({ shape, value }, i) => value ?? new Float32Array(sizeOf(shape)).fill(i));
  return { center: center!, scale: scale! };
}

/** Whether numbers stay as they are, which they do before training. */
export const isIdentity = ({ center, scale }: Standards): boolean => center.every((x) => x === 0) && scale.every((x) => x === 1);

export function setStandards({ before, after }: Scalers, { center, scale }: Standards): void {
  for (const { variables } of [before, after])
    variables.forEach((variable, i) => {
      variable.value = (i === 0 ? center : scale).slice();
    });
}

/** A deviation below this share of the largest number is a rounding error: two steps of float32. */
const ROUNDING = 2.4e-7;
/** Smaller deviations can't be divided by in float32. */
const SMALLEST = 1e-37;

/**
 * The mean and standard deviation of each number, each feature or all numbers of examples [n, …], as `by` says. A number that is the same in all
 * examples has its own size as its scale, or, if it is 0, the median of the other scales (1 without others). So another value is noticed, and nothing is divided by 0.
 * @throws DataError where a number isn't finite.
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

/** The scale of each number of a flattened example of a shape. */
export function scaleOfNumbers({ before }: Scalers, shape: readonly number[]): Float32Array {
  const { scale } = standardsOf({ before, after: before });
  return Float32Array.from({ length: sizeOf(shape) }, (_, i) => scale[i % scale.length]!);
}

/** A loss, by its name, of numbers in units of their scale: a column with large numbers counts no more than the others. */
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
