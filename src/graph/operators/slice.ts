import { ShapeError } from "../../core/errors.ts";
import { int64s, node, showShape, type Tensor } from "../tensor.ts";
import { pad } from "./pad.ts";

/** Elements `start` to `end` (exclusive) along one axis of known size, every `step`-th of them. A gradient flows through step 1 only. */
export function slice(x: Tensor, axis: number, start: number, end: number, step = 1): Tensor {
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
