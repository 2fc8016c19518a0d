import { int64s, node, type Tensor } from "../tensor.ts";

/**
 * Computes the product along the last axis and removes that axis. No gradient flows through it.
 * @example
 * const volume = reduceProd(sides);
 */
export const reduceProd = (x: Tensor): Tensor =>
  node("ReduceProd", {
    inputs: [x, int64s(x.shape.length - 1)],
    shape: x.shape.slice(0, -1),
    attributes: { keepdims: { int: 0 } },
  });
