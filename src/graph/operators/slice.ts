// Slicing and padding are each other's gradients, so both operators are in this file.
import { ShapeError } from "../../core/errors.ts";
import { axisOf, int64s, node, showShape, type Tensor } from "../tensor.ts";

/**
 * Takes the elements from `start` to `end` (exclusive) along one axis of known size.
 * @param along - axis; -1 is the last.
 * @param step - takes every `step`-th element; default 1. A gradient flows only if it is 1.
 * @throws ShapeError if the size of the axis isn't known or the range is outside of it.
 * @example
 * const firstColumn = slice(x, -1, 0, 1);
 */
export function slice(x: Tensor, along: number, start: number, end: number, step = 1): Tensor {
  const axis = axisOf("Slice", x, along);
  const size = x.shape[axis];
  if (typeof size !== "number" || start < 0 || end > size || start >= end) {
    throw new ShapeError(`Slice: axis ${axis} of ${showShape(x.shape)} has no part from ${start} to ${end}.`);
  }
  if (start === 0 && end === size && step === 1) return x;
  const around = (n: number) => x.shape.map((_, i) => (i === axis ? n : 0));
  return node("Slice", {
    inputs: [x, int64s(start), int64s(end), int64s(axis), int64s(step)],
    shape: x.shape.map((dim, i) => (i === axis ? Math.ceil((end - start) / step) : dim)),
    ...(step === 1 && {
      gradient: (dy: Tensor) => [pad(dy, around(start), around(size - end)), undefined, undefined, undefined, undefined],
    }),
  });
}

/**
 * Adds zeros at the borders: `before[i]` and `after[i]` of them along axis i.
 * @throws ShapeError if zeros are added along an axis whose size isn't known.
 * @example
 * const framed = pad(images, [0, 1, 1, 0], [0, 1, 1, 0]);
 */
export function pad(x: Tensor, before: readonly number[], after: readonly number[]): Tensor {
  if ([...before, ...after].every((n) => n === 0)) return x;
  const shape = x.shape.map((dim, i) => {
    const more = before[i]! + after[i]!;
    if (more === 0) return dim;
    if (typeof dim !== "number")
      throw new ShapeError(`Pad: axis ${i} of ${showShape(x.shape)} has no known size. Give the input a fixed size.`);
    return dim + more;
  });
  const crop = (dy: Tensor) =>
    shape.reduce<Tensor>(
      (part, dim, i) => (before[i]! + after[i]! === 0 ? part : slice(part, i, before[i]!, (dim as number) - after[i]!)),
      dy,
    );
  return node("Pad", { inputs: [x, int64s(...before, ...after)], shape, gradient: (dy) => [crop(dy), undefined] });
}
