import { ShapeError } from "../../core/errors.ts";
import { constantOf, showShape, type Tensor, withGradient } from "../tensor.ts";
import { gather } from "./gather.ts";

/**
 * Reverses a tensor along an axis of known size.
 * @throws ShapeError if the size of the axis isn't known.
 * @example
 * const backwards = reverse(sequences, 1);
 */
export function reverse(x: Tensor, axis: number): Tensor {
  const size = x.shape[axis];
  if (typeof size !== "number")
    throw new ShapeError(`Reverse: axis ${axis} of ${showShape(x.shape)} has no known size. Give the input a fixed size.`);
  const places = constantOf(
    "int32",
    [size],
    Array.from({ length: size }, (_, i) => size - 1 - i),
  );
  return withGradient(gather(x, places, axis), [x], (dy) => [reverse(dy, axis)]);
}
