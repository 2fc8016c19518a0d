export { flowsTo, gradients } from "./gradients.ts";
export { fromOnnx, type OnnxFile } from "./onnx/read.ts";
export { type GraphSpec, toOnnx } from "./onnx/write.ts";
export * from "./operators/index.ts";
export {
  alsoFirst,
  constant,
  constantOf,
  input,
  inputsOfRows,
  madeByPixels,
  madeInBlocks,
  monotone,
  type Shape,
  showShape,
  stopGradient,
  type Tensor,
  withGradient,
} from "./tensor.ts";
