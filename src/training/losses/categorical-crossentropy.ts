import { clip, div, log, logSoftmax, mul, neg, reduceSum, type Tensor } from "../../graph/index.ts";
import { behind } from "./behind.ts";
import { EPSILON, loss } from "./loss.ts";

/** -Σ y·ln p over the classes, for one-hot targets or shares; on the logits where the model ends in a softmax. */
export const categoricalCrossentropy = loss((y, p) => neg(reduceSum(mul(y, logProbabilities(p)), [p.shape.length - 1])), {
  targets: "probabilities",
  perClass: true,
});

/** Logarithms of probabilities. Outputs that don't come from a softmax are first divided by their sum over the classes, as in Keras. */
function logProbabilities(p: Tensor): Tensor {
  const logits = behind("Softmax", p);
  if (logits) return logSoftmax(logits);
  const shares = div(p, reduceSum(p, [p.shape.length - 1], { keepDims: true }));
  return log(clip(shares, EPSILON, 1 - EPSILON));
}
