import { ShapeError } from "../core/errors.ts";
import { reshape, type Tensor } from "../graph/index.ts";
import { staticShape } from "../graph/tensor.ts";
import type { Pair } from "./windows.ts";

/**
 * Returns the number of steps and features of a sequence [time, features].
 * @throws ShapeError if the shape has another number of axes.
 */
export function sequenceOf(shape: readonly number[]): readonly [number, number] {
  const [time, features] = shape;
  if (shape.length !== 2)
    throw new ShapeError(
      `expects sequences [time, features], but gets [${["batch", ...shape].join(", ")}].${shape.length === 1 ? ` Put a Reshape([${shape[0]}, 1]) before it.` : ""}`,
    );
  return [time!, features!];
}

/**
 * Returns the number of steps and features of sequences [n, time, features].
 * @throws ShapeError if they have another number of features than `wanted`.
 */
export function expectSequences(x: Tensor, wanted?: number): readonly [number, number] {
  const [time, features] = sequenceOf(staticShape(x.shape.slice(1), "It"));
  if (wanted !== undefined && features !== wanted)
    throw new ShapeError(`expects sequences of ${wanted} features, but gets [batch, ${time}, ${features}].`);
  return [time, features];
}

/**
 * Converts a number along time to height and width of an image one pixel high.
 * @throws ShapeError if it isn't a whole number of at least 1.
 */
export function alongTime(what: string, value: number): Pair {
  if (!Number.isInteger(value) || value < 1)
    throw new ShapeError(`${what} must be a whole number of at least 1, but it is ${JSON.stringify(value)}.`);
  return [1, value];
}

/** Reshapes sequences [n, time, features] to images [n, 1, time, features], without a copy. */
export const asImages = (x: Tensor): Tensor => reshape(x, [x.shape[0]!, 1, ...x.shape.slice(1)]);

/** Reshapes images one pixel high to sequences; the inverse of `asImages`. */
export const asSequences = (x: Tensor): Tensor => reshape(x, [x.shape[0]!, ...x.shape.slice(2)]);

/** Reshapes a kernel [time, …] to a kernel of images, [1, time, …]. */
export const asImageKernel = (kernel: Tensor): Tensor => reshape(kernel, [1, ...kernel.shape]);
