import { add, log, maximum, square, sub, type Tensor } from "../../graph/index.ts";
import { EPSILON, loss } from "./loss.ts";

/**
 * Computes the squared difference of logarithms, (ln(1 + p) - ln(1 + y))². Targets and outputs below 1e-7 count as 1e-7.
 * @example
 * model.compile({ loss: "msle" });
 */
export const msle = loss((y, p) => square(sub(logOf(p), logOf(y))));

const logOf = (x: Tensor): Tensor => log(add(maximum(x, EPSILON), 1));
