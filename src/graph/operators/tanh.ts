import { unary } from "./elementwise.ts";
import { mul } from "./mul.ts";
import { sub } from "./sub.ts";

/** Hyperbolic tangent. */
export const tanh = unary("Tanh", (dy, _x, y) => mul(dy, sub(1, mul(y, y))));
