import { ShapeError } from "../../core/errors.ts";
import { int64s, node, showShape, type Tensor } from "../tensor.ts";
import { slice } from "./slice.ts";

/** Zeros around: `before[i]` and `after[i]` of them along axis i. */
export function pad(x: Tensor, before: readonly number[], after: readonly number[]): Tensor {
  if ([...before, ...after].every((n) => n === 0)) return x;
  const shape = x.shape.map((dim, i) => {
    const more = before[i]! + after[i]!;
    if (more === 0) return dim;
    if (typeof dim !== "number") throw new ShapeError(`Pad: axis ${i} of ${showShape(x.shape)} has no known size.`);
    return dim + more;
  });
  const crop = (dy: Tensor) =>
    shape.reduce<Tensor>(
      (part, dim, i) => (before[i]! + after[i]! === 0 ? part : slice(part, i, before[i]!, (dim as number) - after[i]!)),
      dy,
    );
  return node("Pad", { inputs: [x, int64s(...before, ...after)], shape, gradient: (dy) => [crop(dy), undefined] });
}
