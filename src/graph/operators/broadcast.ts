import { ShapeError } from "../../core/errors.ts";
import { type Dim, type Shape, sameDim, sameShape, showShape, type Tensor } from "../tensor.ts";
import { reduceSum } from "./reduce-sum.ts";
import { reshapeTo } from "./reshape.ts";

/** The shape that two shapes stretch to together (NumPy's rule). @throws ShapeError naming both. */
export function broadcastShapes(op: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  const at = (shape: Shape, i: number): Dim => shape[i - rank + shape.length] ?? 1;
  return Array.from({ length: rank }, (_, i) => {
    const [m, n] = [at(a, i), at(b, i)];
    if (!sameDim(m, n) && m !== 1 && n !== 1)
      throw new ShapeError(`${op}: shapes ${showShape(a)} and ${showShape(b)} don't go together.`);
    return m === 1 ? n : m;
  });
}

/** Sums a gradient over the axes along which its operand was stretched, back to the operand's shape. */
export function sumTo(dy: Tensor, shape: Shape): Tensor {
  if (sameShape(dy.shape, shape)) return dy;
  const extra = dy.shape.length - shape.length;
  const axes = dy.shape.flatMap((dim, i) => (i < extra || (shape[i - extra] === 1 && dim !== 1) ? [i] : []));
  return reshapeTo(reduceSum(dy, axes), shape);
}
