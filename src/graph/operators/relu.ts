import { node, type Tensor } from "../tensor.ts";
import { cast } from "./cast.ts";
import { greater, positive } from "./comparison.ts";
import { unary } from "./elementwise.ts";
import { mul } from "./mul.ts";

/** max(x, 0); its gradient at 0 is 0. */
export const relu = unary("Relu", (dy, _x, y) => mul(dy, positive(y)));

/** x where it is beyond a threshold, else 0. */
export const thresholdedRelu = (x: Tensor, threshold: number): Tensor =>
  node("ThresholdedRelu", {
    inputs: [x],
    shape: x.shape,
    attributes: { alpha: { float: threshold } },
    gradient: (dy) => [mul(dy, cast(greater(x, threshold), "float32"))],
  });
