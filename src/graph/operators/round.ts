import { FLOATS } from "../tensor.ts";
import { unary } from "./elementwise.ts";

/** The nearest integer, halves to the even one. No gradient flows through it. */
export const round = unary("Round", undefined, FLOATS);
/** The next smaller integer. No gradient flows through it. */
export const floor = unary("Floor", undefined, FLOATS);
/** The next larger integer. No gradient flows through it. */
export const ceil = unary("Ceil", undefined, FLOATS);
