import { expectDtype, node, type Tensor } from "../tensor.ts";
import { exp } from "./exp.ts";
import { mul } from "./mul.ts";
import { reduceSum } from "./reduce-sum.ts";
import { sub } from "./sub.ts";

/**
 * Computes the logarithm of `softmax` along the last axis, without overflow.
 * @example
 * const logProbabilities = logSoftmax(logits);
 */
export function logSoftmax(x: Tensor): Tensor {
  expectDtype("LogSoftmax", x, "float32");
  const axis = x.shape.length - 1;
  const y: Tensor = node("LogSoftmax", {
    inputs: [x],
    shape: x.shape,
    attributes: { axis: { int: axis } },
    gradient: (dy) => [sub(dy, mul(exp(y), reduceSum(dy, [axis], { keepDims: true })))],
  });
  return y;
}
