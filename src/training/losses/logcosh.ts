import { abs, add, exp, log, mul, sub } from "../../graph/index.ts";
import { loss } from "./loss.ts";

/**
 * Computes ln cosh(p - y): about half the squared error near 0, and about the absolute error minus ln 2 far from it.
 * @example
 * model.compile({ loss: "logcosh" });
 */
export const logcosh = loss((y, p) => {
  const error = abs(sub(p, y));
  // ln cosh e = |e| + ln(1 + e^(-2|e|)) - ln 2, which doesn't overflow.
  return sub(add(error, log(add(exp(mul(error, -2)), 1))), Math.LN2);
});
