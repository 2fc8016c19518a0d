import { expectDtype, node, type Tensor } from "../tensor.ts";
import { mul } from "./mul.ts";
import { reduceSum } from "./reduce-sum.ts";
import { sub } from "./sub.ts";

/**
 * Computes e^x / Σ e^x along the last axis: positive numbers that add up to 1.
 * @example
 * const probabilities = softmax(logits);
 */
export function softmax(x: Tensor): Tensor {
  expectDtype("Softmax", x, "float32");
  const axis = x.shape.length - 1;
  const y: Tensor = node("Softmax", {
    inputs: [x],
    shape: x.shape,
    attributes: { axis: { int: axis } },
    gradient: (dy) => [mul(sub(dy, reduceSum(mul(dy, y), [axis], { keepDims: true })), y)],
  });
  return y;
}
