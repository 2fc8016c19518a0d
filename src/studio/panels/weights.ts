import { sizeOf } from "../../core/ndarray.ts";
import type { Sequential } from "../../models/sequential.ts";

/** The first layer's kernel as pictures, one per unit: their number, their size, and the place of their weights. */
export interface Detectors {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** The weight of pixel p of unit u is at `start + p * stride + u`. */
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
  if (shape.length === 2 && channels === 1 && width > 1 && shape[0] === height * width)
    return { count: shape[1]!, height, width, start, stride: shape[1]! };
  if (shape.length === 4) return { count: shape[3]!, height: shape[0]!, width: shape[1]!, start, stride: shape[2]! * shape[3]! };
  return undefined;
}

/** Writes the weights of a unit as RGBA: orange at `-most`, the colour of the paper at 0, blue at `most`. */
export function paintDetector(
  { height, width, start, stride }: Detectors,
  weights: Float32Array,
  unit: number,
  most: number,
  into: Uint8ClampedArray,
  isDark: boolean,
): void {
  const middle = isDark ? 30 : 255;
  for (let pixel = 0; pixel < height * width; pixel++) {
    const value = Math.max(-1, Math.min(1, weights[start + pixel * stride + unit]! / most));
    const end = value < 0 ? (isDark ? [255, 140, 60] : [179, 88, 6]) : isDark ? [90, 180, 255] : [33, 102, 172];
    for (let channel = 0; channel < 3; channel++) into[4 * pixel + channel] = middle + (end[channel]! - middle) * Math.abs(value);
    into[4 * pixel + 3] = 255;
  }
}
