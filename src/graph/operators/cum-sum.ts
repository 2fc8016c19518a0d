import { axisOf, constantOf, expectDtype, node, type Tensor } from "../tensor.ts";

/**
 * Computes cumulative sums along an axis: [1, 2, 3] → [1, 3, 6]. The shape stays the same.
 * @param along - axis; default -1, the last.
 * @param options - `reverse` adds up from the end instead: [6, 5, 3].
 * @throws ShapeError if `x` isn't float32 or doesn't have the axis.
 * @example
 * const totals = cumSum(x);
 */
export function cumSum(x: Tensor, along = -1, { reverse = false }: { readonly reverse?: boolean } = {}): Tensor {
  expectDtype("CumSum", x, "float32");
  const axis = axisOf("CumSum", x, along);
  return node("CumSum", {
    inputs: [x, constantOf("int64", [], [axis])],
    shape: x.shape,
    attributes: { reverse: { int: reverse ? 1 : 0 } },
    gradient: (dy) => [cumSum(dy, axis, { reverse: !reverse })],
  });
}
