import { FLOATS } from "../tensor.ts";
import { unary } from "./elementwise.ts";
import { mul } from "./mul.ts";
import { sign } from "./sign.ts";

/** |x|; its gradient at 0 is 0. */
export const abs = unary("Abs", (dy, x) => mul(dy, sign(x)), FLOATS);
