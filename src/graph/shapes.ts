import { ShapeError } from "../core/errors.ts";
import { type Dim, type Shape, sameDim, showShape } from "./tensor.ts";

/**
 * Returns the shape that two shapes are broadcast to, by NumPy's rule.
 * @throws ShapeError with both shapes, if they can't be broadcast together.
 */
export function broadcastShapes(op: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  const at = (shape: Shape, i: number): Dim => shape[i - rank + shape.length] ?? 1;
  return Array.from({ length: rank }, (_, i) => {
    const [m, n] = [at(a, i), at(b, i)];
    if (!sameDim(m, n) && m !== 1 && n !== 1)
      throw new ShapeError(`${op}: shapes ${showShape(a)} and ${showShape(b)} can't be broadcast together. Reshape one of them.`);
    return m === 1 ? n : m;
  });
}
