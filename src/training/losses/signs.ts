import { cast, equal, maximum, min, mul, sub, type Tensor, where } from "../../graph/index.ts";

/** Returns targets as -1 and 1. As in Keras, if a batch only has 0 and 1, they are classes and 0 stands for -1. */
export function signsOf(y: Tensor): Tensor {
  const isClass = maximum(cast(equal(y, 0), "float32"), cast(equal(y, 1), "float32"));
  return where(equal(min(isClass), 1), sub(mul(y, 2), 1), y);
}
