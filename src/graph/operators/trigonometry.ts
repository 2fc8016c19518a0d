import { FLOATS, type Tensor } from "../tensor.ts";
import { add } from "./add.ts";
import { div } from "./div.ts";
import { unary } from "./elementwise.ts";
import { mul, square } from "./mul.ts";
import { neg } from "./neg.ts";

/**
 * Computes the sine of each element, in radians (float32 or float64).
 * @example
 * const wave = sin(x);
 */
export const sin: (x: Tensor) => Tensor = unary("Sin", (dy, x) => mul(dy, cos(x)), FLOATS);
/**
 * Computes the cosine of each element, in radians (float32 or float64).
 * @example
 * const wave = cos(x);
 */
export const cos: (x: Tensor) => Tensor = unary("Cos", (dy, x) => neg(mul(dy, sin(x))), FLOATS);
/**
 * Computes the arctangent of each element, from -π/2 to π/2 (float32 only, as in ONNX Runtime).
 * @example
 * const angle = atan(slope);
 */
export const atan = unary("Atan", (dy, x) => div(dy, add(square(x), 1)));
