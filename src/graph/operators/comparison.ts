import type { Tensor } from "../tensor.ts";
import { cast } from "./cast.ts";
import { binary } from "./elementwise.ts";

/** Element by element, as bool; no gradient flows through a comparison. */
export const equal = binary("Equal", undefined, "bool");
export const greater = binary("Greater", undefined, "bool");
export const less = binary("Less", undefined, "bool");
export const lessOrEqual = binary("LessOrEqual", undefined, "bool");

/** 1 where x > 0, else 0. */
export const positive = (x: Tensor): Tensor => cast(greater(x, 0), "float32");
