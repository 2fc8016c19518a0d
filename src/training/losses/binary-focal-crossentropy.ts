import { abs, add, clip, log, mul, neg, relu, sigmoid, square, sub, type Tensor } from "../../graph/index.ts";
import { behind } from "./behind.ts";
import { EPSILON, loss } from "./loss.ts";

/**
 * Computes the binary cross-entropy times (1 - q)², where q is the probability of the right class, so that easy examples count
 * less. The exponent γ is 2, as in Keras (Lin et al., 2017). It works on the logits if the model ends in a sigmoid.
 * @example
 * model.compile({ loss: "binaryFocalCrossentropy" });
 */
export const binaryFocalCrossentropy = loss(
  (y, p) => {
    const right = add(mul(y, p), mul(sub(1, y), sub(1, p)));
    return mul(square(sub(1, right)), entropyOf(y, p));
  },
  { targets: "probabilities" },
);

function entropyOf(y: Tensor, p: Tensor): Tensor {
  const z = behind("Sigmoid", p);
  if (z) return sub(sub(relu(z), mul(z, y)), log(sigmoid(abs(z))));
  const q = clip(p, EPSILON, 1 - EPSILON);
  return neg(add(mul(y, log(q)), mul(sub(1, y), log(sub(1, q)))));
}
