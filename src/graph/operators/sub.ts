import { sameShape, type Tensor, withGradient } from "../tensor.ts";
import { binary, isNeutral, type Operand } from "./elementwise.ts";
import { minusProduct } from "./gemm.ts";
import { neg } from "./neg.ts";
import { sumTo } from "./reduce-sum.ts";

const Sub = binary("Sub", (dy, a, b) => [sumTo(dy, a.shape), neg(sumTo(dy, b.shape))]);

/**
 * Subtracts element by element. Shapes are broadcast as in NumPy. If b is a matrix product, the result is a single `Gemm`,
 * which makes the weight updates of SGD fast.
 * @throws ShapeError if the shapes can't be broadcast together or the element types differ.
 * @example
 * const error = sub(yTrue, yPred);
 */
export function sub(a: Operand, b: Operand): Tensor {
  if (isNeutral(b, a, 0)) return a as Tensor;
  if (typeof a !== "number" && typeof b !== "number" && sameShape(a.shape, b.shape)) {
    const fused = minusProduct(a, b);
    if (fused) return withGradient(fused, [a, b], (dy) => [dy, neg(dy)]);
  }
  return Sub(a, b);
}
