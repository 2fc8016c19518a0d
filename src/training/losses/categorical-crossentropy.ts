import { clip, div, log, logSoftmax, mul, neg, reduceSum, type Tensor } from "../../graph/index.ts";
import { behind } from "./behind.ts";
import { EPSILON, loss } from "./loss.ts";

/**
 * Computes the categorical cross-entropy -Σ y·ln p over the classes, for targets that are one-hot rows or probabilities. It works
 * on the logits if the model ends in a softmax.
 * @example
 * model.compile({ loss: "categoricalCrossentropy" });
 */
export const categoricalCrossentropy = loss((y, p) => neg(reduceSum(mul(y, logProbabilities(p)), [p.shape.length - 1])), {
  targets: "probabilities",
  perClass: true,
});

/**
 * Returns logarithms of probabilities. Outputs that don't come from a softmax are first divided by their sum over the classes, as
 * in Keras.
 */
function logProbabilities(p: Tensor): Tensor {
  const logits = behind("Softmax", p);
  if (logits) return logSoftmax(logits);
  const shares = div(p, reduceSum(p, [p.shape.length - 1], { keepDims: true }));
  return log(clip(shares, EPSILON, 1 - EPSILON));
}
