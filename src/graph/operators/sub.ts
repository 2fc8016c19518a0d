import { sameShape, type Tensor, withGradient } from "../tensor.ts";
import { binary, isNeutral, type Operand } from "./elementwise.ts";
import { minusProduct } from "./gemm.ts";
import { neg } from "./neg.ts";
import { sumTo } from "./reduce-sum.ts";

const Sub = binary("Sub", (dy, a, b) => [sumTo(dy, a.shape), neg(sumTo(dy, b.shape))]);

/** a - b, stretched to each other's shape. Less a matrix product it is one `Gemm`: the way an SGD update rides on its gradient. */
export function sub(a: Operand, b: Operand): Tensor {
  if (isNeutral(b, a, 0)) return a as Tensor;
  if (typeof a !== "number" && typeof b !== "number" && sameShape(a.shape, b.shape)) {
    const fused = minusProduct(a, b);
    if (fused) return withGradient(fused, [a, b], (dy) => [dy, neg(dy)]);
  }
  return Sub(a, b);
}
