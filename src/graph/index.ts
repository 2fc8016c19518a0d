export { gradients } from "./gradients.ts";
export { fromOnnx, type GraphSpec, type OnnxFile, toOnnx } from "./onnx.ts";
export * from "./operators/index.ts";
export {
  constant,
  constantOf,
  input,
  madeByPixels,
  monotone,
  type Shape,
  showShape,
  stopGradient,
  type Tensor,
  withGradient,
} from "./tensor.ts";
