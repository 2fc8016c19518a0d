// Summing and broadcasting are each other's gradients, so both operators are in this file.
import { ShapeError } from "../../core/errors.ts";
import {
  type Axes,
  expectDtype,
  int64s,
  type KeepDims,
  keepsDims,
  node,
  reducedAxes,
  type Shape,
  sameDim,
  sameShape,
  showShape,
  type Tensor,
} from "../tensor.ts";
import { matmul } from "./matmul.ts";
import { reshapeTo } from "./reshape.ts";
import { full, shapeTensor } from "./size.ts";

/**
 * Computes the sum over one axis or several. The sum of the rows of a matrix is a `Gemm` with a row of ones: for [25088, 16]
 * that takes 0.03 ms, `ReduceSum` 1.36 ms.
 * @param x - float32 tensor.
 * @param over - axes; -1 is the last; default: all.
 * @param options - `keepDims` keeps the axes with size 1; default false.
 * @throws ShapeError if x isn't float32 or doesn't have an axis.
 * @example
 * const total = reduceSum(x);
 */
export function reduceSum(x: Tensor, over?: Axes, options: KeepDims = {}): Tensor {
  const keep = keepsDims("reduceSum", options);
  expectDtype("ReduceSum", x, "float32");
  const axes = reducedAxes("ReduceSum", x, over);
  if (axes.length === 0) return x;
  const kept = x.shape.map((dim, i) => (axes.includes(i) ? 1 : dim));
  const shape = keep ? kept : x.shape.filter((_, i) => !axes.includes(i));
  if (x.shape.length === 2 && axes.length === 1 && axes[0] === 0) return reshapeTo(matmul(full([1, x.shape[0]!], 1), x), shape);
  const everything = axes.length === x.shape.length;
  return node("ReduceSum", {
    inputs: everything ? [x] : [x, int64s(...axes)],
    shape,
    attributes: { keepdims: { int: keep ? 1 : 0 } },
    gradient: (dy) => [expand(dy.shape.length === 0 ? dy : reshapeTo(dy, kept), x.shape), undefined],
  });
}

/**
 * Repeats x along its axes of size 1, and along new leading axes, to a shape.
 * @throws ShapeError if x can't be broadcast to that shape.
 * @example
 * const rows = expand(bias, [10, 3]);
 */
export function expand(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const fits = x.shape.length <= shape.length && x.shape.toReversed().every((d, i) => d === 1 || sameDim(d, shape.at(-1 - i)));
  if (!fits) throw new ShapeError(`Expand: ${showShape(x.shape)} can't be broadcast to ${showShape(shape)}. Reshape it first.`);
  return node("Expand", { inputs: [x, shapeTensor(shape)], shape, gradient: (dy) => [sumTo(dy, x.shape), undefined] });
}

/**
 * Sums a gradient over the axes along which its operand was broadcast, back to the operand's shape.
 * @example
 * const dBias = sumTo(dy, bias.shape);
 */
export function sumTo(dy: Tensor, shape: Shape): Tensor {
  if (sameShape(dy.shape, shape)) return dy;
  const extra = dy.shape.length - shape.length;
  const axes = dy.shape.flatMap((dim, i) => (i < extra || (shape[i - extra] === 1 && dim !== 1) ? [i] : []));
  return reshapeTo(reduceSum(dy, axes), shape);
}
