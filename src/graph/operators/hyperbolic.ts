import { type Tensor, withGradient } from "../tensor.ts";
import { abs } from "./abs.ts";
import { add } from "./add.ts";
import { div } from "./div.ts";
import { exp } from "./exp.ts";
import { log } from "./log.ts";
import { mul, square } from "./mul.ts";
import { neg } from "./neg.ts";
import { sign } from "./sign.ts";
import { sqrt } from "./sqrt.ts";
import { sub } from "./sub.ts";

// ONNX has operators with these names, but ONNX Runtime computes them only in float32.

/**
 * Computes the inverse hyperbolic sine, ln(x + √(x² + 1)), of each element. It is about x near 0, and grows like a logarithm
 * for large numbers of either sign.
 * @example
 * const compressed = asinh(x);
 */
export function asinh(x: Tensor): Tensor {
  const root = sqrt(add(square(x), 1));
  return withGradient(mul(sign(x), log(add(abs(x), root))), [x], (dy) => [div(dy, root)]);
}

/**
 * Computes the hyperbolic sine, (eˣ - e⁻ˣ) / 2, of each element: the inverse of `asinh`.
 * @example
 * const restored = sinh(asinh(x));
 */
export const sinh = (x: Tensor): Tensor => mul(sub(exp(x), exp(neg(x))), 0.5);
