import { expectFinite } from "../core/finite.ts";
import { type NdArray, sizeOf } from "../core/ndarray.ts";
import { constantOf, div, type Tensor } from "../graph/index.ts";
import { Standardization } from "../layers/index.ts";
import type { Sequential } from "../models/sequential.ts";
import { type LossName, losses, type MadeLoss } from "../training/losses.ts";

/** The two layers of an autoencoder that scales its numbers: the encoder's, and the decoder's, which turns it round. */
export interface Scalers {
  readonly before: Standardization;
  readonly after: Standardization;
}

/** Those of an encoder and a decoder; undefined where they don't scale. */
export function scalersOf({ encoder, decoder }: { encoder: Sequential; decoder: Sequential }): Scalers | undefined {
  const [before, after] = [encoder, decoder].map(({ layers }) => layers.find((layer) => layer instanceof Standardization));
  return before && after ? { before: before as Standardization, after: after as Standardization } : undefined;
}

/** Center and scale, of all that a `Standardization` tells apart. */
export interface Standards {
  readonly center: Float32Array;
  readonly scale: Float32Array;
}

/** What both layers have learned. */
export function standardsOf({ before }: Scalers): Standards {
  const [center, scale] = before.variables.map(({ shape, value }, i) => value ?? new Float32Array(sizeOf(shape)).fill(i));
  return { center: center!, scale: scale! };
}

/** Whether they leave numbers as they are, as before any training. */
export const isIdentity = ({ center, scale }: Standards): boolean => center.every((x) => x === 0) && scale.every((x) => x === 1);

export function setStandards({ before, after }: Scalers, { center, scale }: Standards): void {
  for (const { variables } of [before, after])
    variables.forEach((variable, i) => {
      variable.value = (i === 0 ? center : scale).slice();
    });
}

/** A deviation below this share of the largest number is rounding: two steps of float32. */
const ROUNDING = 2.4e-7;
/** Smaller deviations can't be divided by in float32. */
const SMALLEST = 1e-37;

/**
 * Mean and standard deviation of examples [n, …], of each thing that the layer tells apart. What is the same in all examples has its own size as its scale, and a 0
 * the typical scale of the others (their median; 1 where there are none), so that another value is seen and nothing is divided by 0.
 * @throws DataError where a number isn't finite.
 */
export function learnStandards(examples: NdArray, { before }: Scalers): Standards {
  expectFinite(examples);
  const [count, ...shape] = examples.shape as readonly [number, ...number[]];
  const width = before.by === "element" ? sizeOf(shape) : before.by === "feature" ? shape.at(-1)! : 1;
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
  const known = deviations.filter((_, at) => varies(at)).sort();
  const typical = known[known.length >> 1] ?? 1;
  const sizeOfSame = (at: number) => (largest[at]! > SMALLEST ? largest[at]! : typical);
  return { center, scale: Float32Array.from(deviations, (deviation, at) => (varies(at) ? deviation : sizeOfSame(at))) };
}

/** The scale of each number of an example of a shape, one behind the other. */
export function scaleOfNumbers({ before }: Scalers, shape: readonly number[]): Float32Array {
  const { scale } = standardsOf({ before, after: before });
  return Float32Array.from({ length: sizeOf(shape) }, (_, i) => scale[i % scale.length]!);
}

/** A loss by its name of numbers in units of their scale, whatever their own units: a column in large ones counts no more than the others. */
export const scaledLoss = (name: LossName, scalers: Scalers): MadeLoss => ({
  name,
  of(targets, outputs) {
    const [, width] = outputs.shape as [unknown, number];
    const factors = scaleOfNumbers(scalers, [width]);
    const scale = constantOf("float32", [1, width], Array.from(factors));
    const inUnits = (x: Tensor) => div(x, scale);
    return losses[name](inUnits(targets), inUnits(outputs));
  },
});
