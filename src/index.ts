// The everyday names in Node. Everything else is in the entry points of the folders: "codings/layers", "codings/training", ... (package.json, "exports").
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
export { datasets, type OpenOptions, openDataset } from "./data/open.node.ts";
export { fromRecords, openTable, type TableOptions } from "./data/tables/open.node.ts";
export { type DataMapOptions, map } from "./explorer/map.node.ts";
export type { DataMap } from "./explorer/write-map.node.ts";
export { Pca, Tsne, Umap } from "./manifold/index.ts";
export { Sequential, sequential } from "./models/index.ts";
export { type Report, type ReportOptions, report } from "./report/report.node.ts";
export { nodeRuntime } from "./runtime/node.ts";
export type { Program, Runtime, RuntimeOptions } from "./runtime/runtime.ts";
export { wasmRuntime } from "./runtime/wasm.ts";
export * from "./tasks/node.ts";
