import { abs, add, clip, log, mul, neg, relu, sigmoid, square, sub, type Tensor } from "../../graph/index.ts";
import { behind } from "./behind.ts";
import { EPSILON, loss } from "./loss.ts";

/**
 * Binary cross-entropy times (1 - q)², q being the probability of the right class: examples that are easy count less (Lin et al., 2017), with Keras's
 * γ of 2. On the logits where the model ends in a sigmoid.
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
