import { broadcastShapes } from "../shapes.ts";
import { constantOf, expectDtype, node, type Tensor } from "../tensor.ts";
import { binary } from "./elementwise.ts";

/**
 * Computes the bitwise exclusive or of two integer tensors. Shapes are broadcast.
 * @example
 * const mixed = bitwiseXor(x, shiftRight(x, 16));
 */
export const bitwiseXor = binary("BitwiseXor");

/**
 * Computes the bitwise or of two integer tensors. Shapes are broadcast.
 * @example
 * const flags = bitwiseOr(a, b);
 */
export const bitwiseOr = binary("BitwiseOr");

/**
 * Shifts each uint32 number right by a number of bits; zeros come in from the left.
 * @throws ShapeError if `x` isn't uint32.
 * @example
 * const high = shiftRight(x, 16);
 */
export function shiftRight(x: Tensor, bits: number): Tensor {
  expectDtype("BitShift", x, "uint32");
  const by = constantOf("uint32", [], [bits]);
  return node("BitShift", {
    inputs: [x, by],
    shape: broadcastShapes("BitShift", x.shape, by.shape),
    attributes: { direction: { string: "RIGHT" } },
  });
}
