import type { Dtype } from "../../core/ndarray.ts";
import { node, type Tensor } from "../tensor.ts";

/** ONNX's numbers for the element types (TensorProto.DataType). */
export const dtypeCode: Readonly<Record<Dtype, number>> = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9, uint32: 12 };

/** The same numbers in another element type. Integers wrap, bools become 0 and 1. A gradient flows only from float to float. */
export function cast(x: Tensor, dtype: Dtype): Tensor {
  if (x.dtype === dtype) return x;
  return node("Cast", { inputs: [x], shape: x.shape, dtype, attributes: { to: { int: dtypeCode[dtype] } } });
}
