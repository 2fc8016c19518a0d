export { type AddNoiseOptions, addNoise } from "./add-noise.ts";
export { type ExampleValues, NUMBER_DEFAULTS } from "./array-defaults.ts";
export { Autoencoder, autoencoderFrom, type FamilyChoice, type LoadedAutoencoder, type LoadOptions } from "./autoencoder.ts";
export { type Calibration, calibrate, isOutlier, percentileOf } from "./calibration.ts";
export { columnErrors, meanSquaredErrors, rowErrors, squaredErrors } from "./column-errors.ts";
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
export { type Families, type FamilyName, families } from "./families/index.ts";
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
export { type ImputeOptions, impute } from "./impute.ts";
export { type Noise, type NoiseName, noiseLayer, noises, parseNoise, showNoise } from "./noise.ts";
export { exportOnnx, type OnnxPart } from "./onnx-parts.ts";
export type {
  AutoencoderFitOptions,
  AutoencoderLoss,
  AutoencoderOptions,
  FamilyDefaults,
  Scaling,
  Settings,
} from "./options.ts";
export {
  chooseLabelled,
  classCount,
  PRETRAINING,
  PretrainedClassifier,
  type PretrainedClassifierOptions,
} from "./pretrained-classifier.ts";
export { TABLE_DEFAULTS } from "./settings.ts";
export type { TrainedAutoencoder } from "./trained.ts";
export { type WindowScores, type WindowScoresOptions, windowScores } from "./window-scores.ts";
