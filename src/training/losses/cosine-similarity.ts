import { div, maximum, mul, neg, reduceSum, sqrt, square, type Tensor } from "../../graph/index.ts";
import { loss } from "./loss.ts";

/** The cosine of the angle between targets and outputs along the last axis, with its sign turned: -1 where they point the same way. */
export const cosineSimilarity = loss((y, p) => neg(reduceSum(mul(ofLengthOne(y), ofLengthOne(p)), -1)), { perClass: true });

/** Keras's: squared lengths below 1e-12 count as that. */
function ofLengthOne(x: Tensor): Tensor {
  return div(x, sqrt(maximum(reduceSum(square(x), -1, { keepDims: true }), 1e-12)));
}
