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

// ONNX has operators of these names; ONNX Runtime computes them in float32 only.

/** ln(x + √(x² + 1)): a logarithm of large numbers of either sign, x itself near 0. */
export function asinh(x: Tensor): Tensor {
  const root = sqrt(add(square(x), 1));
  return withGradient(mul(sign(x), log(add(abs(x), root))), [x], (dy) => [div(dy, root)]);
}

/** (eˣ - e⁻ˣ) / 2, the inverse of `asinh`. */
export const sinh = (x: Tensor): Tensor => mul(sub(exp(x), exp(neg(x))), 0.5);
