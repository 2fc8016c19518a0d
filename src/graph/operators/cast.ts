import type { Dtype } from "../../core/ndarray.ts";
import { type ElementType, node, numeric, type Tensor } from "../tensor.ts";

/** ONNX's codes of the element types (TensorProto.DataType). */
export const dtypeCode: Readonly<Record<ElementType, number>> = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float64: 11,
  uint32: 12,
};

/**
 * Converts numbers to another element type. Integers wrap around, and bools become 0 and 1. A gradient flows only from float
 * to float.
 * @throws ShapeError if `x` is text.
 * @example
 * const mask = cast(greater(x, 0), "float32");
 */
export function cast(x: Tensor, dtype: Dtype): Tensor {
  if (numeric("Cast", x) === dtype) return x;
  return node("Cast", { inputs: [x], shape: x.shape, dtype, attributes: { to: { int: dtypeCode[dtype] } } });
}
