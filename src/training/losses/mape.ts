import { abs, div, maximum, mul, sub } from "../../graph/index.ts";
import { EPSILON, loss } from "./loss.ts";

/**
 * Computes the absolute error as a percentage of the target, 100 · |p - y| / |y|. Absolute targets below 1e-7 count as 1e-7.
 * @example
 * model.compile({ loss: "mape" });
 */
export const mape = loss((y, p) => mul(div(abs(sub(p, y)), maximum(abs(y), EPSILON)), 100));
