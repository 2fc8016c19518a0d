import type { Tensor } from "../tensor.ts";
import { cast } from "./cast.ts";
import { equal } from "./comparison.ts";
import { binary } from "./elementwise.ts";
import { mul } from "./mul.ts";
import { sumTo } from "./reduce-sum.ts";
import { sub } from "./sub.ts";

/** The gradient goes to the operand that was taken; to the first of two equals. */
const towardsTaken = (dy: Tensor, a: Tensor, b: Tensor, y: Tensor): readonly [Tensor, Tensor] => {
  const first = mul(dy, cast(equal(a, y), "float32"));
  return [sumTo(first, a.shape), sumTo(sub(dy, first), b.shape)];
};

/** The larger (maximum) or smaller (minimum) of two, element by element. */
export const maximum = binary("Max", towardsTaken);
export const minimum = binary("Min", towardsTaken);
