import { node, type Tensor } from "../tensor.ts";
import { positive } from "./comparison.ts";
import { unary } from "./elementwise.ts";
import { mul } from "./mul.ts";
import { sub } from "./sub.ts";

/**
 * Computes the logistic function, 1 / (1 + e⁻ˣ), of each element.
 * @example
 * const probability = sigmoid(logit);
 */
export const sigmoid = unary("Sigmoid", (dy, _x, y) => mul(dy, sub(y, mul(y, y))));

/**
 * Computes alpha · x + beta, limited to the range from 0 to 1.
 * @example
 * const gate = hardSigmoid(x, 1 / 6, 0.5);
 */
export function hardSigmoid(x: Tensor, alpha: number, beta: number): Tensor {
  const y: Tensor = node("HardSigmoid", {
    inputs: [x],
    shape: x.shape,
    attributes: { alpha: { float: alpha }, beta: { float: beta } },
    gradient: (dy) => [mul(dy, mul(mul(positive(y), positive(sub(1, y))), alpha))],
  });
  return y;
}
