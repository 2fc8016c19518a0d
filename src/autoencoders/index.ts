export { type ExampleValues, NUMBER_DEFAULTS, type Scaling } from "./array-defaults.ts";
export {
  Autoencoder,
  type AutoencoderFitOptions,
  type AutoencoderLoss,
  type AutoencoderOptions,
  type EncoderDecoder,
  type FamilyDefaults,
  TABLE_DEFAULTS,
} from "./autoencoder.ts";
export { ConvolutionalAutoencoder } from "./convolutional.ts";
export { Convolutional1dAutoencoder } from "./convolutional-1d.ts";
export { DenoisingAutoencoder } from "./denoising.ts";
export { type Family, families } from "./families.ts";
export { type FewLabels, type FewLabelsOptions, fewLabels, knownRows, type Labelled } from "./few-labels.ts";
export { autoencoderFiles, autoencoderFrom, type LoadedAutoencoder, type SavedWith } from "./files.ts";
export { GreedyAutoencoder, type GreedyAutoencoderOptions } from "./greedy.ts";
export { psnr, ssim } from "./image-quality.ts";
export { type ImputeOptions, impute } from "./impute.ts";
export { LinearAutoencoder } from "./linear.ts";
export {
  type AddNoiseOptions,
  addNoise,
  type Noise,
  type NoiseName,
  noiseLayer,
  noises,
  parseNoise,
  showNoise,
} from "./noise.ts";
export { exportOnnx, type OnnxPart } from "./onnx-parts.ts";
export {
  chooseLabelled,
  classCount,
  PRETRAINING,
  PretrainedClassifier,
  type PretrainedClassifierOptions,
} from "./pretrained-classifier.ts";
export { RecurrentAutoencoder, type RecurrentAutoencoderOptions } from "./recurrent.ts";
export { SparseAutoencoder, type SparseAutoencoderOptions, type Sparsity } from "./sparse.ts";
export { StackedAutoencoder } from "./stacked.ts";
export { TiedAutoencoder } from "./tied.ts";
export { type GenerateOptions, VariationalAutoencoder } from "./variational.ts";
export { type WindowScoresOptions, windowScores } from "./window-scores.ts";
