import { FLOATS } from "../tensor.ts";
import { div } from "./div.ts";
import { unary } from "./elementwise.ts";

/** Natural logarithm. */
export const log = unary("Log", (dy, x) => div(dy, x), FLOATS);
