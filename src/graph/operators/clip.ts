import { constant, expectDtype, node, type Tensor } from "../tensor.ts";
import { cast } from "./cast.ts";
import { equal } from "./comparison.ts";
import { mul } from "./mul.ts";

/** x held between two bounds (either may be left open); the gradient is that of x inside, 0 outside. */
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
