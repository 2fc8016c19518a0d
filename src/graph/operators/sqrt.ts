import { FLOATS } from "../tensor.ts";
import { div } from "./div.ts";
import { unary } from "./elementwise.ts";
import { mul } from "./mul.ts";

/**
 * Computes the square root of each element (float32 or float64).
 * @example
 * const deviation = sqrt(variance);
 */
export const sqrt = unary("Sqrt", (dy, _x, y) => div(mul(dy, 0.5), y), FLOATS);
