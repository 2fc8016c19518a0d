// Every kind of layer, and the function that makes one.

export { Activation, activation } from "./activation.ts";
export { ActivityRegularization, type ActivityRegularizationOptions, activityRegularization } from "./activity-regularization.ts";
export { AveragePooling2D, averagePooling2d } from "./average-pooling-2d.ts";
export { BatchNormalization, batchNormalization } from "./batch-normalization.ts";
export { CategoryProbabilities, categoryProbabilities, type FeatureRange } from "./category-probabilities.ts";
export { Conv1D, conv1d } from "./conv-1d.ts";
export { Conv1DTranspose, conv1dTranspose } from "./conv-1d-transpose.ts";
export { Conv2D, type Conv2DOptions, conv2d } from "./conv-2d.ts";
export { Conv2DTranspose, type Conv2DTransposeOptions, conv2dTranspose } from "./conv-2d-transpose.ts";
export { Dense, type DenseOptions, dense } from "./dense.ts";
export { DenseTranspose, type DenseTransposeOptions, denseTranspose } from "./dense-transpose.ts";
export { Dropout, dropout } from "./dropout.ts";
export { Flatten, flatten } from "./flatten.ts";
export { GaussianCodings, type GaussianCodingsOptions, gaussianCodings } from "./gaussian-codings.ts";
export { GaussianNoise, gaussianNoise } from "./gaussian-noise.ts";
export { GlobalAveragePooling2D, globalAveragePooling2d } from "./global-average-pooling-2d.ts";
export { GRU, gru } from "./gru.ts";
export { LSTM, type LSTMOptions, lstm } from "./lstm.ts";
export { MaskingNoise, maskingNoise } from "./masking-noise.ts";
export { MaxPooling1D, type MaxPooling1DOptions, maxPooling1d } from "./max-pooling-1d.ts";
export { MaxPooling2D, maxPooling2d } from "./max-pooling-2d.ts";
export { MissingNoise, type MissingNoiseOptions, missingNoise } from "./missing-noise.ts";
export { MissingValues, type MissingValuesOptions, missingValues } from "./missing-values.ts";
export { RepeatVector, repeatVector } from "./repeat-vector.ts";
export { Reshape, reshape } from "./reshape.ts";
export { SaltAndPepperNoise, saltAndPepperNoise } from "./salt-and-pepper-noise.ts";
export { SparsityRegularization, type SparsityRegularizationOptions, sparsityRegularization } from "./sparsity-regularization.ts";
export {
  Standardization,
  type StandardizationOptions,
  type StandardizedBy,
  standardization,
} from "./standardization.ts";
export { TimeDistributed, timeDistributed } from "./time-distributed.ts";
export { UpSampling1D, type UpSampling1DOptions, upSampling1d } from "./up-sampling-1d.ts";
export { UpSampling2D, type UpSampling2DOptions, upSampling2d } from "./up-sampling-2d.ts";
export { ZeroPadding2D, type ZeroPadding2DOptions, zeroPadding2d } from "./zero-padding-2d.ts";
