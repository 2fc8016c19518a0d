import { constantOf, expectDtype, node, type Tensor } from "../tensor.ts";

/** Integers (uint8) times a scale, as float32: a cast and a product in one operator. */
export function dequantize(x: Tensor, scale: number): Tensor {
  expectDtype("DequantizeLinear", x, "uint8");
  return node("DequantizeLinear", { inputs: [x, constantOf("float32", [], [scale])], shape: x.shape, dtype: "float32" });
}
