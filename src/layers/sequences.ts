import { ShapeError } from "../core/errors.ts";
import { reshape, type Tensor } from "../graph/index.ts";
import { staticShape } from "../graph/tensor.ts";
import type { Pair } from "./windows.ts";

/** Length and features of a sequence [time, features]. @throws ShapeError for other shapes. */
export function sequenceOf(shape: readonly number[]): readonly [number, number] {
  const [time, features] = shape;
  if (shape.length !== 2)
    throw new ShapeError(
      `expects sequences [time, features], but gets [${["batch", ...shape].join(", ")}].${shape.length === 1 ? ` Put a Reshape([${shape[0]}, 1]) before it.` : ""}`,
    );
  return [time!, features!];
}

/** Length and features of sequences [n, time, features]. @throws ShapeError where they have another number of features, if one is wanted. */
export function expectSequences(x: Tensor, wanted?: number): readonly [number, number] {
  const [time, features] = sequenceOf(staticShape(x.shape.slice(1), "It"));
  if (wanted !== undefined && features !== wanted)
    throw new ShapeError(`expects sequences of ${wanted} features, but gets [batch, ${time}, ${features}].`);
  return [time, features];
}

/** A whole number of at least 1 along time, as height and width of an image one pixel high. @throws ShapeError for others. */
export function alongTime(what: string, value: number): Pair {
  if (!Number.isInteger(value) || value < 1)
    throw new ShapeError(`${what} is a whole number of at least 1, but this is ${JSON.stringify(value)}.`);
  return [1, value];
}

/** Sequences [n, time, features] as images [n, 1, time, features]: no copy. */
export const asImages = (x: Tensor): Tensor => reshape(x, [x.shape[0]!, 1, ...x.shape.slice(1)]);

/** The way back from `asImages`. */
export const asSequences = (x: Tensor): Tensor => reshape(x, [x.shape[0]!, ...x.shape.slice(2)]);

/** A kernel [time, …] as one of images, [1, time, …]. */
export const asImageKernel = (kernel: Tensor): Tensor => reshape(kernel, [1, ...kernel.shape]);
