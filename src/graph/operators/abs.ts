import { FLOATS } from "../tensor.ts";
import { unary } from "./elementwise.ts";
import { mul } from "./mul.ts";
import { sign } from "./sign.ts";

/**
 * Computes the absolute value of each element. Its gradient at 0 is 0.
 * @param x - float32 or float64 tensor of any shape.
 * @example
 * const distance = abs(sub(a, b));
 */
export const abs = unary("Abs", (dy, x) => mul(dy, sign(x)), FLOATS);
