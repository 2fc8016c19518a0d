import { div, maximum, mul, neg, reduceSum, sqrt, square, type Tensor } from "../../graph/index.ts";
import { loss } from "./loss.ts";

/**
 * Computes the negative cosine of the angle between targets and outputs along the last axis: -1 if they point in the same
 * direction.
 * @example
 * model.compile({ loss: "cosineSimilarity" });
 */
export const cosineSimilarity = loss((y, p) => neg(reduceSum(mul(ofLengthOne(y), ofLengthOne(p)), -1)), { perClass: true });

/** Scales vectors to length 1. As in Keras, squared lengths below 1e-12 count as 1e-12. */
function ofLengthOne(x: Tensor): Tensor {
  return div(x, sqrt(maximum(reduceSum(square(x), -1, { keepDims: true }), 1e-12)));
}
