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
 * Takes the elements from `starts[i]` to `ends[i]` (exclusive) along each axis i, in one copy. Axes that are taken whole may have an
 * unknown size.
 * @param ends - `undefined` stands for the end of an axis.
 * @throws ShapeError if a range is outside of its axis.
 * @example
 * const inner = crop(images, [0, 1, 1, 0], [undefined, 27, 27, undefined]);
 */
export function crop(x: Tensor, starts: readonly number[], ends: readonly (number | undefined)[]): Tensor {
  const cut = starts.flatMap((start, i) => {
    const end = ends[i];
    if (start === 0 && (end === undefined || end === x.shape[i])) return [];
    const size = x.shape[i];
    if (typeof size !== "number" || start < 0 || (end ?? size) > size || start >= (end ?? size))
      throw new ShapeError(`Slice: axis ${i} of ${showShape(x.shape)} has no part from ${start} to ${end ?? "its end"}.`);
    return [{ axis: i, start, end: end ?? size, size }];
  });
  if (cut.length === 0) return x;
  const along = (i: number) => cut.find(({ axis }) => axis === i);
  const before = x.shape.map((_, i) => along(i)?.start ?? 0);
  const after = x.shape.map((_, i) => (along(i) ? along(i)!.size - along(i)!.end : 0));
  const numbers = (of: (part: (typeof cut)[number]) => number) => int64s(...cut.map(of));
  return node("Slice", {
    inputs: [x, numbers(({ start }) => start), numbers(({ end }) => end), numbers(({ axis }) => axis)],
    shape: x.shape.map((dim, i) => (along(i) ? along(i)!.end - along(i)!.start : dim)),
    gradient: (dy) => [pad(dy, before, after), undefined, undefined, undefined],
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
  const inside = (dy: Tensor) => {
    const ends = shape.map((dim, i) => (before[i]! + after[i]! === 0 ? undefined : (dim as number) - after[i]!));
    return crop(dy, before, ends);
  };
  return node("Pad", { inputs: [x, int64s(...before, ...after)], shape, gradient: (dy) => [inside(dy), undefined] });
}
