import { ShapeError } from "../../core/errors.ts";
import { node, type Shape, sameDim, sameShape, showShape, type Tensor } from "../tensor.ts";
import { sumTo } from "./broadcast.ts";
import { shapeTensor } from "./size.ts";

/** x repeated along its axes of size 1 (and new leading ones) to a shape. */
export function expand(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const fits = x.shape.length <= shape.length && x.shape.toReversed().every((d, i) => d === 1 || sameDim(d, shape.at(-1 - i)));
  if (!fits) throw new ShapeError(`Expand: ${showShape(x.shape)} can't be stretched to ${showShape(shape)}.`);
  return node("Expand", { inputs: [x, shapeTensor(shape)], shape, gradient: (dy) => [sumTo(dy, x.shape), undefined] });
}
