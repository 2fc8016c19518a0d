import { FLOATS } from "../tensor.ts";
import { unary } from "./elementwise.ts";
import { mul } from "./mul.ts";

/**
 * Computes eˣ of each element (float32 or float64).
 * @example
 * const variance = exp(logVariance);
 */
export const exp = unary("Exp", (dy, _x, y) => mul(dy, y), FLOATS);
