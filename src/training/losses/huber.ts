import { abs, constantOf, minimum, mul, sub } from "../../graph/index.ts";
import { loss } from "./loss.ts";

/** Squared below an error of 1, Keras's delta, and absolute above. */
export const huber = loss((y, p) => {
  const error = abs(sub(p, y));
  const small = minimum(error, constantOf("float32", [], [1]));
  return mul(small, sub(error, mul(small, 0.5)));
});
