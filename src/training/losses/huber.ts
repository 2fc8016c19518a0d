import { abs, constantOf, minimum, mul, sub } from "../../graph/index.ts";
import { loss } from "./loss.ts";

/**
 * Computes the Huber loss: half the squared error for errors below 1 (Keras's delta), and the absolute error less 0.5 for larger
 * ones.
 * @example
 * model.compile({ loss: "huber" });
 */
export const huber = loss((y, p) => {
  const error = abs(sub(p, y));
  const small = minimum(error, constantOf("float32", [], [1]));
  return mul(small, sub(error, mul(small, 0.5)));
});
