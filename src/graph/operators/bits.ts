import { broadcastShapes } from "../shapes.ts";
import { constantOf, expectDtype, node, type Tensor } from "../tensor.ts";
import { binary } from "./elementwise.ts";

/** Exclusive or, bit by bit; integers only. */
export const bitwiseXor = binary("BitwiseXor");

/** Bits that are set in either; integers only. */
export const bitwiseOr = binary("BitwiseOr");

/** x >> bits, of uint32. */
export function shiftRight(x: Tensor, bits: number): Tensor {
  expectDtype("BitShift", x, "uint32");
  const by = constantOf("uint32", [], [bits]);
  return node("BitShift", {
    inputs: [x, by],
    shape: broadcastShapes("BitShift", x.shape, by.shape),
    attributes: { direction: { string: "RIGHT" } },
  });
}
