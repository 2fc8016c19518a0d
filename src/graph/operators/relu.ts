import { node, type Tensor } from "../tensor.ts";
import { cast } from "./cast.ts";
import { greater, positive } from "./comparison.ts";
import { unary } from "./elementwise.ts";
import { mul } from "./mul.ts";

/**
 * Computes the rectified linear unit, max(x, 0), of each element. Its gradient at 0 is 0.
 * @example
 * const hidden = relu(gemm(x, kernel, bias));
 */
export const relu = unary("Relu", (dy, _x, y) => mul(dy, positive(y)));

/**
 * Returns x where it is greater than a threshold, and 0 elsewhere.
 * @example
 * const sparse = thresholdedRelu(x, 1);
 */
export const thresholdedRelu = (x: Tensor, threshold: number): Tensor =>
  node("ThresholdedRelu", {
    inputs: [x],
    shape: x.shape,
    attributes: { alpha: { float: threshold } },
    gradient: (dy) => [mul(dy, cast(greater(x, threshold), "float32"))],
  });
