// The common names that need no files, for `codings` in Node and in a page.
export { AnomalyDetector } from "../anomalies/index.ts";
export {
  Autoencoder,
  type AutoencoderOptions,
  Convolutional1dAutoencoder,
  ConvolutionalAutoencoder,
  DenoisingAutoencoder,
  exportOnnx,
  GreedyAutoencoder,
  LinearAutoencoder,
  type OnnxPart,
  PretrainedClassifier,
  RecurrentAutoencoder,
  SparseAutoencoder,
  StackedAutoencoder,
  TiedAutoencoder,
  VariationalAutoencoder,
} from "../autoencoders/index.ts";
export { type CheckOtherOptions, TableChecker } from "../check/index.ts";
export { CodingsError, DataError, OptionError, ShapeError, TrainingError, UsageError } from "../core/errors.ts";
export type { Message, NamedOption, OptionWords } from "../core/message.ts";
export { type Dtype, type NdArray, ndarray, sliceRows, type TextArray, toNested } from "../core/ndarray.ts";
export { permutation, type Random, random } from "../core/random.ts";
export { takeRows } from "../core/rows.ts";
export { type Dataset, first, garments, generate3dData, rows, split } from "../data/index.ts";
export { input } from "../layers/index.ts";
export { Pca, Tsne, Umap } from "../manifold/index.ts";
export { Model, Sequential, sequential } from "../models/index.ts";
export type { Program, Runtime, RuntimeOptions } from "../runtime/runtime.ts";
export { type WasmOptions, wasmRuntime } from "../runtime/wasm.ts";
export { SeriesDetector } from "../series/index.ts";
