import { ShapeError } from "../../core/errors.ts";
import { axisOf, int64s, nodeWithOutputs, showShape, type Tensor } from "../tensor.ts";

/** x cut into parts of these sizes along an axis of known size (-1 is the last): what `concat` put together. No gradient flows through it. */
export function split(x: Tensor, along: number, sizes: readonly number[]): Tensor[] {
  const axis = axisOf("Split", x, along);
  if (x.shape[axis] !== sizes.reduce((sum, size) => sum + size, 0))
    throw new ShapeError(`Split: axis ${axis} of ${showShape(x.shape)} isn't as long as ${sizes.join(" + ")}.`);
  return nodeWithOutputs("Split", {
    inputs: [x, int64s(...sizes)],
    attributes: { axis: { int: axis } },
    outputs: sizes.map((size) => ({ shape: x.shape.map((dim, i) => (i === axis ? size : dim)), dtype: x.dtype })),
  });
}
