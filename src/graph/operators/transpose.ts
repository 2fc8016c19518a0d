import { ShapeError } from "../../core/errors.ts";
import { node, showShape, type Tensor } from "../tensor.ts";

/**
 * Changes the order of the axes: axis i of the result is axis `order[i]` of x.
 * @param order - all axes of x; default: the reversed order.
 * @throws ShapeError if `order` doesn't contain each axis once.
 * @example
 * const channelsFirst = transpose(images, [0, 3, 1, 2]);
 */
export function transpose(x: Tensor, order: readonly number[] = x.shape.map((_, i) => x.shape.length - 1 - i)): Tensor {
  if (order.length === x.shape.length && order.every((axis, i) => axis === i)) return x;
  if (
    order.length !== x.shape.length ||
    new Set(order).size !== order.length ||
    order.some((axis) => x.shape[axis] === undefined)
  )
    throw new ShapeError(
      `Transpose: [${order.join(", ")}] isn't an order of the axes of ${showShape(x.shape)}. Name each axis once.`,
    );
  const earlier = x.source.kind === "node" && x.source.node.op === "Transpose" ? x.source.node : undefined;
  const perm = earlier?.attributes.perm;
  if (earlier && perm && "ints" in perm)
    return transpose(
      earlier.inputs[0]!,
      order.map((axis) => perm.ints[axis]!),
    );
  const back = order.map((_, i) => order.indexOf(i));
  return node("Transpose", {
    inputs: [x],
    shape: order.map((axis) => x.shape[axis]!),
    attributes: { perm: { ints: order } },
    gradient: (dy) => [transpose(dy, back)],
  });
}
