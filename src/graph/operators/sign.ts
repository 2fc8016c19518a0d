import { FLOATS } from "../tensor.ts";
import { unary } from "./elementwise.ts";

/**
 * Returns the sign of each element: -1, 0 or 1. No gradient flows through it.
 * @example
 * const direction = sign(x);
 */
export const sign = unary("Sign", undefined, FLOATS);
