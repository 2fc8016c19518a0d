import { unary } from "./elementwise.ts";
import { exp } from "./exp.ts";
import { mul, square } from "./mul.ts";
import { neg } from "./neg.ts";

/** The error function, 2/√π ∫₀ˣ e^(-t²) dt. */
export const erf = unary("Erf", (dy, x) => mul(dy, mul(exp(neg(square(x))), 2 / Math.sqrt(Math.PI))));
