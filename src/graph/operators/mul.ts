import type { Tensor } from "../tensor.ts";
import { binary, isNeutral, type Operand } from "./elementwise.ts";
import { sumTo } from "./reduce-sum.ts";

const Mul = binary("Mul", (dy, a, b) => [sumTo(mul(dy, b), a.shape), sumTo(mul(dy, a), b.shape)]);

/** a · b element by element, stretched to each other's shape. */
export function mul(a: Operand, b: Operand): Tensor {
  if (isNeutral(b, a, 1)) return a as Tensor;
  if (isNeutral(a, b, 1)) return b as Tensor;
  return Mul(a, b);
}

/** x². */
export const square = (x: Tensor): Tensor => mul(x, x);
