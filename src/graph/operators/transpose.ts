import { ShapeError } from "../../core/errors.ts";
import { node, showShape, type Tensor } from "../tensor.ts";

/** Axes in another order; axis i of the result is axis `order[i]` of x. */
export function transpose(x: Tensor, order: readonly number[] = x.shape.map((_, i) => x.shape.length - 1 - i)): Tensor {
  if (order.length === x.shape.length && order.every((axis, i) => axis === i)) return x;
  if (
    order.length !== x.shape.length ||
    new Set(order).size !== order.length ||
    order.some((axis) => x.shape[axis] === undefined)
  )
    throw new ShapeError(`Transpose: [${order.join(", ")}] is no order of the axes of ${showShape(x.shape)}.`);
  const back = order.map((_, i) => order.indexOf(i));
  return node("Transpose", {
    inputs: [x],
    shape: order.map((axis) => x.shape[axis]!),
    attributes: { perm: { ints: order } },
    gradient: (dy) => [transpose(dy, back)],
  });
}
