export { type AddNoiseOptions, addNoise } from "./add-noise.ts";
export { Autoencoder, autoencoderFrom, type LoadedAutoencoder, type LoadOptions } from "./autoencoder.ts";
export { type DiagnoseOptions, type Diagnosis, diagnose } from "./diagnose/diagnose.ts";
export type { Remedy } from "./diagnose/remedies.ts";
export {
  type AutoencoderOf,
  Convolutional1dAutoencoder,
  ConvolutionalAutoencoder,
  DenoisingAutoencoder,
  type Estimator,
  estimatorOf,
  GreedyAutoencoder,
  type GreedyAutoencoderOptions,
  LinearAutoencoder,
  RecurrentAutoencoder,
  type RecurrentAutoencoderOptions,
  SparseAutoencoder,
  type SparseAutoencoderOptions,
  StackedAutoencoder,
  TiedAutoencoder,
  VariationalAutoencoder,
} from "./estimators.ts";
export { type Families, type FamilyChoice, type FamilyName, families } from "./families/index.ts";
export type { Sparsity } from "./families/sparse.ts";
export {
  type BuildSettings,
  choice,
  type EncoderDecoder,
  type Family,
  type FamilyExamples,
  type FamilyOption,
  type FamilyTraining,
  family,
  flag,
  type Network,
  positive,
} from "./family.ts";
export { type FewLabels, type FewLabelsOptions, fewLabels, knownRows, type Labelled } from "./few-labels.ts";
export { autoencoderFiles, type SavedWith } from "./files.ts";
export type { GenerateOptions, Generator } from "./generate.ts";
export { psnr, ssim } from "./image-quality.ts";
export { type Noise, type NoiseName, noiseLayer, noises, parseNoise, showNoise } from "./noise.ts";
export { exportOnnx, type OnnxPart } from "./onnx-parts.ts";
export type {
  AutoencoderFitOptions,
  AutoencoderLoss,
  AutoencoderOptions,
  FamilyDefaults,
  Preparation,
  Scaling,
  Settings,
} from "./options.ts";
export { type ExampleValues, NUMBER_DEFAULTS, TABLE_DEFAULTS } from "./plan/defaults.ts";
export {
  chooseLabelled,
  classCount,
  PRETRAINING,
  PretrainedClassifier,
  type PretrainedClassifierOptions,
} from "./pretrained-classifier.ts";
export type { TrainedAutoencoder } from "./trained.ts";
export { type WindowScoresOptions, windowScores } from "./window-scores.ts";
