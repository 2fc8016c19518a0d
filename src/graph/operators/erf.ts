import { unary } from "./elementwise.ts";
import { exp } from "./exp.ts";
import { mul, square } from "./mul.ts";
import { neg } from "./neg.ts";

/**
 * Computes the error function, 2/√π ∫₀ˣ e^(-t²) dt, of each element (float32).
 * @example
 * const normalCdf = mul(add(erf(div(x, Math.SQRT2)), 1), 0.5);
 */
export const erf = unary("Erf", (dy, x) => mul(dy, mul(exp(neg(square(x))), 2 / Math.sqrt(Math.PI))));
