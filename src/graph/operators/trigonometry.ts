import type { Tensor } from "../tensor.ts";
import { unary } from "./elementwise.ts";
import { mul } from "./mul.ts";
import { neg } from "./neg.ts";

/** sin x, x in radians. */
export const sin: (x: Tensor) => Tensor = unary("Sin", (dy, x) => mul(dy, cos(x)));
/** cos x, x in radians. */
export const cos: (x: Tensor) => Tensor = unary("Cos", (dy, x) => neg(mul(dy, sin(x))));
