import { FLOATS } from "../tensor.ts";
import { unary } from "./elementwise.ts";

/** -1, 0 or 1. No gradient flows through it. */
export const sign = unary("Sign", undefined, FLOATS);
