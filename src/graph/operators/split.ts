import { ShapeError } from "../../core/errors.ts";
import { axisOf, int64s, nodeWithOutputs, showShape, type Tensor } from "../tensor.ts";

/**
 * Splits x into parts of the given sizes along an axis of known size; the inverse of `concat`. No gradient flows through it.
 * @param along - axis; -1 is the last.
 * @param sizes - size of each part along the axis.
 * @throws ShapeError if the sizes don't add up to the size of the axis.
 * @example
 * const [means, logVariances] = split(x, -1, [10, 10]);
 */
export function split(x: Tensor, along: number, sizes: readonly number[]): Tensor[] {
  const axis = axisOf("Split", x, along);
  if (x.shape[axis] !== sizes.reduce((sum, size) => sum + size, 0))
    throw new ShapeError(
      `Split: axis ${axis} of ${showShape(x.shape)} isn't as long as ${sizes.join(" + ")}. Give sizes that add up to the length.`,
    );
  return nodeWithOutputs("Split", {
    inputs: [x, int64s(...sizes)],
    attributes: { axis: { int: axis } },
    outputs: sizes.map((size) => ({ shape: x.shape.map((dim, i) => (i === axis ? size : dim)), dtype: x.dtype })),
  });
}
