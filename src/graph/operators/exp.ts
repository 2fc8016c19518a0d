import { FLOATS } from "../tensor.ts";
import { unary } from "./elementwise.ts";
import { mul } from "./mul.ts";

/** eˣ. */
export const exp = unary("Exp", (dy, _x, y) => mul(dy, y), FLOATS);
