import { ShapeError } from "../../core/errors.ts";
import { node, type Shape, sameShape, showShape, type Tensor } from "../tensor.ts";
import { broadcastShapes, sumTo } from "./broadcast.ts";
import { shapeTensor } from "./size.ts";

/** x repeated along its axes of size 1 (and new leading ones) to a shape. */
export function expand(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  if (!sameShape(broadcastShapes("Expand", x.shape, shape), shape))
    throw new ShapeError(`Expand: ${showShape(x.shape)} can't be stretched to ${showShape(shape)}.`);
  return node("Expand", { inputs: [x, shapeTensor(shape)], shape, gradient: (dy) => [sumTo(dy, x.shape), undefined] });
}
