import { node, type Shape, sameShape, type Tensor } from "../tensor.ts";
import { sumTo } from "./broadcast.ts";
import { shapeTensor } from "./size.ts";

/** x repeated along its axes of size 1 (and new leading ones) to a shape. */
export function expand(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  return node("Expand", { inputs: [x, shapeTensor(shape)], shape, gradient: (dy) => [sumTo(dy, x.shape), undefined] });
}
