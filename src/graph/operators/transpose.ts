import { node, type Tensor } from "../tensor.ts";

/** Axes in another order; axis i of the result is axis `order[i]` of x. */
export function transpose(x: Tensor, order: readonly number[] = x.shape.map((_, i) => x.shape.length - 1 - i)): Tensor {
  if (order.every((axis, i) => axis === i)) return x;
  const back = order.map((_, i) => order.indexOf(i));
  return node("Transpose", {
    inputs: [x],
    shape: order.map((axis) => x.shape[axis]!),
    attributes: { perm: { ints: order } },
    gradient: (dy) => [transpose(dy, back)],
  });
}
