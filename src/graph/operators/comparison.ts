import type { Tensor } from "../tensor.ts";
import { cast } from "./cast.ts";
import { binary } from "./elementwise.ts";

/**
 * Compares two tensors element by element and returns a bool tensor. Shapes are broadcast. No gradient flows through a
 * comparison.
 * @example
 * const same = equal(a, b);
 */
export const equal = binary("Equal", undefined, "bool");
/**
 * Returns whether each element of the first tensor is greater, as a bool tensor. No gradient flows through it.
 * @example
 * const isPositive = greater(x, 0);
 */
export const greater = binary("Greater", undefined, "bool");
/**
 * Returns whether each element of the first tensor is less, as a bool tensor. No gradient flows through it.
 * @example
 * const isNegative = less(x, 0);
 */
export const less = binary("Less", undefined, "bool");
/**
 * Returns whether each element of the first tensor is less or equal, as a bool tensor. No gradient flows through it.
 * @example
 * const isWithin = lessOrEqual(abs(x), 1);
 */
export const lessOrEqual = binary("LessOrEqual", undefined, "bool");

/**
 * Returns 1 where x > 0 and 0 elsewhere, as float32. No gradient flows through it.
 * @example
 * const mask = positive(x);
 */
export const positive = (x: Tensor): Tensor => cast(greater(x, 0), "float32");
