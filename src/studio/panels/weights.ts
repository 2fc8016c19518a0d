import { sizeOf } from "../../core/ndarray.ts";
import type { Sequential } from "../../models/sequential.ts";

/** The first layer's kernel as pictures, one per unit: their number, their size, and the place of their weights. */
export interface Detectors {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** 3 if the weights of red, green and blue are shown as one colour; else 1. */
  readonly channels: number;
  /** The weight of channel c of pixel p of unit u is at `start + p * stride + c * count + u`. */
  readonly start: number;
  readonly stride: number;
}

/** Returns the detectors of a model whose first kernel belongs to a dense layer on pixels or to a convolution; undefined for other models. */
export function detectorsOf(model: Sequential): Detectors | undefined {
  const [height = 0, width = 0, channels = 1] = model.inputExampleShape;
  const at = model.variables.findIndex(({ name }) => name === "kernel");
  const shape = model.variables[at]?.shape;
  if (!shape) return undefined;
  const start = model.variables.slice(0, at).reduce((sum, variable) => sum + sizeOf(variable.shape), 0);
  const of = (rows: number, columns: number, depth: number, count: number): Detectors => ({
    count,
    height: rows,
    width: columns,
    channels: depth === 3 ? 3 : 1,
    start,
    stride: depth * count,
  });
  const isDense = shape.length === 2 && (channels === 1 || channels === 3) && width > 1 && shape[0] === height * width * channels;
  if (isDense) return of(height, width, channels, shape[1]!);
  if (shape.length === 4) return of(shape[0]!, shape[1]!, shape[2]!, shape[3]!);
  return undefined;
}

/** Returns the largest absolute weight of all units. */
export function largestIn({ height, width, start, stride }: Detectors, weights: Float32Array): number {
  let most = 1e-9;
  for (let i = start; i < start + height * width * stride; i++) most = Math.max(most, Math.abs(weights[i]!));
  return most;
}

/**
 * Writes the weights of a unit as RGBA. One channel: orange at `-most`, the colour of the paper at 0, blue at `most`. Red, green and blue: that channel is 0 at
 * `-most`, middle at 0, and full at `most`.
 */
export function paintDetector(
  { count, height, width, channels, start, stride }: Detectors,
  weights: Float32Array,
  unit: number,
  most: number,
  into: Uint8ClampedArray,
  isDark: boolean,
): void {
  const middle = isDark ? 30 : 255;
  for (let pixel = 0; pixel < height * width; pixel++) {
    const weightOf = (channel: number) =>
      Math.max(-1, Math.min(1, weights[start + pixel * stride + channel * count + unit]! / most));
    into[4 * pixel + 3] = 255;
    if (channels === 3) {
      for (let channel = 0; channel < 3; channel++) into[4 * pixel + channel] = 127.5 * (1 + weightOf(channel));
      continue;
    }
    const value = weightOf(0);
    const end = value < 0 ? (isDark ? [255, 140, 60] : [179, 88, 6]) : isDark ? [90, 180, 255] : [33, 102, 172];
    for (let channel = 0; channel < 3; channel++) into[4 * pixel + channel] = middle + (end[channel]! - middle) * Math.abs(value);
  }
}
