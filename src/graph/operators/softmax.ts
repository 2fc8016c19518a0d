import { expectDtype, node, type Tensor } from "../tensor.ts";
import { mul } from "./mul.ts";
import { reduceSum } from "./reduce-sum.ts";
import { sub } from "./sub.ts";

/** Shares along the last axis that sum to 1: e^x / Σ e^x. */
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
