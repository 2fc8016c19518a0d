import { constant, expectDtype, node, type Tensor } from "../tensor.ts";
import { cast } from "./cast.ts";
import { equal } from "./comparison.ts";
import { mul } from "./mul.ts";

/**
 * Limits each element to a range. The gradient is 1 inside the range and 0 outside.
 * @param x - float32 tensor of any shape.
 * @param low - lower bound; default: none.
 * @param high - upper bound; default: none.
 * @example
 * const probability = clip(x, 1e-7, 1 - 1e-7);
 */
export function clip(x: Tensor, low?: number, high?: number): Tensor {
  expectDtype("Clip", x, "float32");
  const bound = (value: number | undefined) => (value === undefined ? undefined : constant(value));
  const y: Tensor = node("Clip", {
    inputs: [x, bound(low), bound(high)],
    shape: x.shape,
    gradient: (dy) => [mul(dy, cast(equal(x, y), "float32"))],
  });
  return y;
}
