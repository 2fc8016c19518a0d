import type { Tensor } from "../tensor.ts";
import { cast } from "./cast.ts";
import { equal } from "./comparison.ts";
import { binary } from "./elementwise.ts";
import { mul } from "./mul.ts";
import { sumTo } from "./reduce-sum.ts";
import { sub } from "./sub.ts";

/** Passes the gradient to the operand that was chosen, and to the first one if both are equal. */
const towardsTaken = (dy: Tensor, a: Tensor, b: Tensor, y: Tensor): readonly [Tensor, Tensor] => {
  const first = mul(dy, cast(equal(a, y), "float32"));
  return [sumTo(first, a.shape), sumTo(sub(dy, first), b.shape)];
};

/**
 * Returns the larger of two numbers, element by element. Shapes are broadcast.
 * @example
 * const hinge = maximum(sub(1, x), 0);
 */
export const maximum = binary("Max", towardsTaken);
/**
 * Returns the smaller of two numbers, element by element. Shapes are broadcast.
 * @example
 * const limited = minimum(x, 1);
 */
export const minimum = binary("Min", towardsTaken);
