import { FLOATS } from "../tensor.ts";
import { unary } from "./elementwise.ts";

/**
 * Rounds to the nearest integer, halves to the even one. No gradient flows through it.
 * @example
 * const whole = round(x);
 */
export const round = unary("Round", undefined, FLOATS);
/**
 * Rounds down to an integer. No gradient flows through it.
 * @example
 * const whole = floor(x);
 */
export const floor = unary("Floor", undefined, FLOATS);
/**
 * Rounds up to an integer. No gradient flows through it.
 * @example
 * const whole = ceil(x);
 */
export const ceil = unary("Ceil", undefined, FLOATS);
