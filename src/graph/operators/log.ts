import { FLOATS } from "../tensor.ts";
import { div } from "./div.ts";
import { unary } from "./elementwise.ts";

/**
 * Computes the natural logarithm of each element (float32 or float64).
 * @example
 * const logLikelihood = log(probability);
 */
export const log = unary("Log", (dy, x) => div(dy, x), FLOATS);
