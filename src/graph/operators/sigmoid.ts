import { unary } from "./elementwise.ts";
import { mul } from "./mul.ts";
import { sub } from "./sub.ts";

/** 1 / (1 + e⁻ˣ). */
export const sigmoid = unary("Sigmoid", (dy, _x, y) => mul(dy, sub(y, mul(y, y))));
