import { node, type Tensor } from "../tensor.ts";
import { positive } from "./comparison.ts";
import { unary } from "./elementwise.ts";
import { mul } from "./mul.ts";
import { sub } from "./sub.ts";

/** 1 / (1 + e⁻ˣ). */
export const sigmoid = unary("Sigmoid", (dy, _x, y) => mul(dy, sub(y, mul(y, y))));

/** alpha · x + beta, held between 0 and 1. */
export function hardSigmoid(x: Tensor, alpha: number, beta: number): Tensor {
  const y: Tensor = node("HardSigmoid", {
    inputs: [x],
    shape: x.shape,
    attributes: { alpha: { float: alpha }, beta: { float: beta } },
    gradient: (dy) => [mul(dy, mul(mul(positive(y), positive(sub(1, y))), alpha))],
  });
  return y;
}
