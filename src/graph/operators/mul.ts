import type { Tensor } from "../tensor.ts";
import { binary, isNeutral, type Operand } from "./elementwise.ts";
import { sumTo } from "./reduce-sum.ts";

const Mul = binary("Mul", (dy, a, b) => [sumTo(mul(dy, b), a.shape), sumTo(mul(dy, a), b.shape)]);

/**
 * Multiplies element by element. Shapes are broadcast as in NumPy.
 * @throws ShapeError if the shapes can't be broadcast together or the element types differ.
 * @example
 * const half = mul(x, 0.5);
 */
export function mul(a: Operand, b: Operand): Tensor {
  if (isNeutral(b, a, 1)) return a as Tensor;
  if (isNeutral(a, b, 1)) return b as Tensor;
  return Mul(a, b);
}

/**
 * Computes the square of each element.
 * @example
 * const error = mean(square(sub(yTrue, yPred)));
 */
export const square = (x: Tensor): Tensor => mul(x, x);
