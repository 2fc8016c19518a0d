// This file lists every kind of layer, with the function that creates it.

export { Activation, activation } from "./activation.ts";
export { ActivityRegularization, type ActivityRegularizationOptions, activityRegularization } from "./activity-regularization.ts";
export { Add, add } from "./add.ts";
export { AlphaDropout, alphaDropout } from "./alpha-dropout.ts";
export { Average, average } from "./average.ts";
export { AveragePooling1D, averagePooling1d } from "./average-pooling-1d.ts";
export { AveragePooling2D, averagePooling2d } from "./average-pooling-2d.ts";
export { BatchNormalization, batchNormalization } from "./batch-normalization.ts";
export { Bidirectional, type BidirectionalOptions, bidirectional } from "./bidirectional.ts";
export { CategoryProbabilities, categoryProbabilities, type FeatureRange } from "./category-probabilities.ts";
export { Concatenate, type ConcatenateOptions, concatenate } from "./concatenate.ts";
export { Conv1D, type Conv1DOptions, conv1d } from "./conv-1d.ts";
export { Conv1DTranspose, conv1dTranspose } from "./conv-1d-transpose.ts";
export { Conv2D, type Conv2DOptions, conv2d } from "./conv-2d.ts";
export { Conv2DTranspose, type Conv2DTransposeOptions, conv2dTranspose } from "./conv-2d-transpose.ts";
export { Conv3D, type Conv3DOptions, conv3d } from "./conv-3d.ts";
export { Cropping1D, type Cropping1DOptions, cropping1d } from "./cropping-1d.ts";
export { Cropping2D, type Cropping2DOptions, cropping2d } from "./cropping-2d.ts";
export { Dense, type DenseOptions, dense } from "./dense.ts";
export { DenseTranspose, type DenseTransposeOptions, denseTranspose } from "./dense-transpose.ts";
export { DepthwiseConv1D, depthwiseConv1d } from "./depthwise-conv-1d.ts";
export { DepthwiseConv2D, depthwiseConv2d } from "./depthwise-conv-2d.ts";
export { Dot, type DotOptions, dot } from "./dot.ts";
export { Dropout, dropout } from "./dropout.ts";
export { ELU, type ELUOptions, elu } from "./elu.ts";
export { Embedding, type EmbeddingOptions, embedding } from "./embedding.ts";
export { Flatten, flatten } from "./flatten.ts";
export { GaussianCodings, type GaussianCodingsOptions, gaussianCodings } from "./gaussian-codings.ts";
export { GaussianDropout, gaussianDropout } from "./gaussian-dropout.ts";
export { GaussianNoise, gaussianNoise } from "./gaussian-noise.ts";
export { GlobalAveragePooling1D, globalAveragePooling1d } from "./global-average-pooling-1d.ts";
export { GlobalAveragePooling2D, globalAveragePooling2d } from "./global-average-pooling-2d.ts";
export { GlobalMaxPooling1D, globalMaxPooling1d } from "./global-max-pooling-1d.ts";
export { GlobalMaxPooling2D, globalMaxPooling2d } from "./global-max-pooling-2d.ts";
export { GroupNormalization, type GroupNormalizationOptions, groupNormalization } from "./group-normalization.ts";
export { GRU, gru } from "./gru.ts";
export { LayerNormalization, type LayerNormalizationOptions, layerNormalization } from "./layer-normalization.ts";
export { LeakyReLU, type LeakyReLUOptions, leakyRelu } from "./leaky-relu.ts";
export { LSTM, type LSTMOptions, lstm } from "./lstm.ts";
export { Masking, type MaskingOptions, masking } from "./masking.ts";
export { MaskingNoise, maskingNoise } from "./masking-noise.ts";
export { MaxPooling1D, maxPooling1d } from "./max-pooling-1d.ts";
export { MaxPooling2D, maxPooling2d } from "./max-pooling-2d.ts";
export { Maximum, maximum } from "./maximum.ts";
export { Minimum, minimum } from "./minimum.ts";
export { MissingNoise, type MissingNoiseOptions, missingNoise } from "./missing-noise.ts";
export { MissingValues, type MissingValuesOptions, missingValues } from "./missing-values.ts";
export { MultiHeadAttention, type MultiHeadAttentionOptions, multiHeadAttention } from "./multi-head-attention.ts";
export { Multiply, multiply } from "./multiply.ts";
export { Permute, permute } from "./permute.ts";
export { PReLU, type PReLUOptions, prelu } from "./prelu.ts";
export { ReLU, type ReLUOptions, relu } from "./relu.ts";
export { RepeatVector, repeatVector } from "./repeat-vector.ts";
export { Rescaling, type RescalingOptions, rescaling } from "./rescaling.ts";
export { Reshape, reshape } from "./reshape.ts";
export { Resizing, type ResizingOptions, resizing } from "./resizing.ts";
export { SaltAndPepperNoise, saltAndPepperNoise } from "./salt-and-pepper-noise.ts";
export { SeparableConv1D, separableConv1d } from "./separable-conv-1d.ts";
export { SeparableConv2D, separableConv2d } from "./separable-conv-2d.ts";
export { Softmax, type SoftmaxOptions, softmax } from "./softmax.ts";
export { SparsityRegularization, type SparsityRegularizationOptions, sparsityRegularization } from "./sparsity-regularization.ts";
export { SpatialDropout1D, spatialDropout1d } from "./spatial-dropout-1d.ts";
export { SpatialDropout2D, spatialDropout2d } from "./spatial-dropout-2d.ts";
export {
  Standardization,
  type StandardizationOptions,
  type StandardizedBy,
  standardization,
} from "./standardization.ts";
export { Subtract, subtract } from "./subtract.ts";
export { TimeDistributed, timeDistributed } from "./time-distributed.ts";
export { UnitNormalization, type UnitNormalizationOptions, unitNormalization } from "./unit-normalization.ts";
export { UpSampling1D, type UpSampling1DOptions, upSampling1d } from "./up-sampling-1d.ts";
export { UpSampling2D, type UpSampling2DOptions, upSampling2d } from "./up-sampling-2d.ts";
export { ZeroPadding1D, type ZeroPadding1DOptions, zeroPadding1d } from "./zero-padding-1d.ts";
export { ZeroPadding2D, type ZeroPadding2DOptions, zeroPadding2d } from "./zero-padding-2d.ts";
