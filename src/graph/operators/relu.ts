import { positive } from "./comparison.ts";
import { unary } from "./elementwise.ts";
import { mul } from "./mul.ts";

/** max(x, 0); its gradient at 0 is 0. */
export const relu = unary("Relu", (dy, _x, y) => mul(dy, positive(y)));
