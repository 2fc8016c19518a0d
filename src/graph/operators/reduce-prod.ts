import { int64s, node, type Tensor } from "../tensor.ts";

/** The product along the last axis, which is then gone. No gradient flows through it. */
export const reduceProd = (x: Tensor): Tensor =>
  node("ReduceProd", {
    inputs: [x, int64s(x.shape.length - 1)],
    shape: x.shape.slice(0, -1),
    attributes: { keepdims: { int: 0 } },
  });
