import { unary } from "./elementwise.ts";
import { mul } from "./mul.ts";
import { sub } from "./sub.ts";

/**
 * Computes the hyperbolic tangent of each element.
 * @example
 * const hidden = tanh(x);
 */
export const tanh = unary("Tanh", (dy, _x, y) => mul(dy, sub(1, mul(y, y))));
