// The everyday names in a page: those of Node without paths and the native runtime.
export { AnomalyDetector } from "./anomalies/index.ts";
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
} from "./autoencoders/index.ts";
export { CodingsError, DataError, OptionError, ShapeError, TrainingError } from "./core/errors.ts";
export type { Message, NamedOption, OptionWords } from "./core/message.ts";
export { type Dtype, type NdArray, ndarray, sliceRows, type TextArray } from "./core/ndarray.ts";
export { permutation, type Random, random } from "./core/random.ts";
export { takeRows } from "./core/rows.ts";
export { type Dataset, first, garments, generate3dData, rows, split } from "./data/index.ts";
export { type OpenOptions, openDataset } from "./data/open.ts";
export { fromRecords, openTable, type TableOptions } from "./data/tables/open.ts";
export { Pca, Tsne, Umap } from "./manifold/index.ts";
export { Sequential, sequential } from "./models/index.ts";
export type { Program, Runtime, RuntimeOptions } from "./runtime/runtime.ts";
export { type WasmOptions, wasmRuntime } from "./runtime/wasm.ts";
export * from "./tasks/index.ts";
