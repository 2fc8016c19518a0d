import { optionsIn, type Takes } from "../core/options.ts";
import { lookUp } from "../core/suggest.ts";
import { Activation } from "./activation.ts";
import type { ActivationName } from "./activations.ts";
import { ActivityRegularization, type ActivityRegularizationOptions } from "./activity-regularization.ts";
import { AveragePooling2D } from "./average-pooling-2d.ts";
import { BatchNormalization } from "./batch-normalization.ts";
import { CategoryProbabilities, type FeatureRange } from "./category-probabilities.ts";
import { Conv1D } from "./conv-1d.ts";
import { Conv1DTranspose } from "./conv-1d-transpose.ts";
import { Conv2D, type Conv2DOptions } from "./conv-2d.ts";
import { Conv2DTranspose, type Conv2DTransposeOptions } from "./conv-2d-transpose.ts";
import type { Convolution1DOptions } from "./convolution-1d.ts";
import { Dense, type DenseOptions } from "./dense.ts";
import { DenseTranspose, type DenseTransposeOptions } from "./dense-transpose.ts";
import { Dropout } from "./dropout.ts";
import { Flatten } from "./flatten.ts";
import { GaussianCodings, type GaussianCodingsOptions } from "./gaussian-codings.ts";
import { GaussianNoise } from "./gaussian-noise.ts";
import { GlobalAveragePooling2D } from "./global-average-pooling-2d.ts";
import { GRU } from "./gru.ts";
import type { Layer, LayerOptions } from "./layer.ts";
import { LSTM, type LSTMOptions } from "./lstm.ts";
import { MaskingNoise } from "./masking-noise.ts";
import { MaxPooling1D, type MaxPooling1DOptions } from "./max-pooling-1d.ts";
import { MaxPooling2D } from "./max-pooling-2d.ts";
import { MissingNoise, type MissingNoiseOptions } from "./missing-noise.ts";
import { MissingValues, type MissingValuesOptions } from "./missing-values.ts";
import type { Pooling2DOptions } from "./pooling-2d.ts";
import type { RecurrentOptions } from "./recurrent.ts";
import { RepeatVector } from "./repeat-vector.ts";
import { Reshape } from "./reshape.ts";
import { SaltAndPepperNoise } from "./salt-and-pepper-noise.ts";
import { SparsityRegularization, type SparsityRegularizationOptions } from "./sparsity-regularization.ts";
import { Standardization, type StandardizationOptions } from "./standardization.ts";
import { TimeDistributed } from "./time-distributed.ts";
import { UpSampling1D, type UpSampling1DOptions } from "./up-sampling-1d.ts";
import { UpSampling2D, type UpSampling2DOptions } from "./up-sampling-2d.ts";
import type { Pair } from "./windows.ts";
import { ZeroPadding2D, type ZeroPadding2DOptions } from "./zero-padding-2d.ts";

/** A saved layer's options; what it doesn't take, an older version's, is left out. */
const saved = <T extends object>({ takes }: { readonly takes: Takes }, config: T, options: LayerOptions): T & LayerOptions =>
  optionsIn(takes, { ...config, ...options });

type Remake = (config: never, options: LayerOptions, tiedTo?: Layer) => Layer;

/** Every kind of layer, by the name that a saved model calls it: how one is made again from its `config()`, and the layer that it is tied to. */
export const layerKinds: Readonly<Record<string, Remake>> = {
  Activation: ({ activation }: { activation: ActivationName }, options) => new Activation(activation, options),
  ActivityRegularization: (config: ActivityRegularizationOptions, options) =>
    new ActivityRegularization(saved(ActivityRegularization, config, options)),
  AveragePooling2D: (config: Pooling2DOptions, options) => new AveragePooling2D(saved(AveragePooling2D, config, options)),
  BatchNormalization: (config: { momentum: number; epsilon: number }, options) =>
    new BatchNormalization(saved(BatchNormalization, config, options)),
  CategoryProbabilities: ({ categories }: { categories: readonly FeatureRange[] }, options) =>
    new CategoryProbabilities(categories, options),
  Conv1D: ({ filters, kernelSize, ...config }: Convolution<number> & Convolution1DOptions, options) =>
    new Conv1D(filters, kernelSize, saved(Conv1D, config, options)),
  Conv1DTranspose: ({ filters, kernelSize, ...config }: Convolution<number> & Convolution1DOptions, options) =>
    new Conv1DTranspose(filters, kernelSize, saved(Conv1DTranspose, config, options)),
  Conv2D: ({ filters, kernelSize, ...config }: Convolution<Pair> & Conv2DOptions, options) =>
    new Conv2D(filters, kernelSize, saved(Conv2D, config, options)),
  Conv2DTranspose: ({ filters, kernelSize, ...config }: Convolution<Pair> & Conv2DTransposeOptions, options, tiedTo) =>
    new Conv2DTranspose(filters, kernelSize, {
      ...saved(Conv2DTranspose, config, options),
      ...(tiedTo && { tiedTo: tiedTo as Conv2D }),
    }),
  Dense: ({ units, ...config }: { units: number } & DenseOptions, options) => new Dense(units, saved(Dense, config, options)),
  DenseTranspose: (config: DenseTransposeOptions, options, tiedTo) =>
    new DenseTranspose(tiedTo as Dense, saved(DenseTranspose, config, options)),
  Dropout: ({ rate }: { rate: number }, options) => new Dropout(rate, options),
  Flatten: (_config: object, options) => new Flatten(options),
  GaussianCodings: ({ units, ...config }: { units: number } & GaussianCodingsOptions, options) =>
    new GaussianCodings(units, saved(GaussianCodings, config, options)),
  GaussianNoise: ({ stddev }: { stddev: number }, options) => new GaussianNoise(stddev, options),
  GlobalAveragePooling2D: (_config: object, options) => new GlobalAveragePooling2D(options),
  GRU: ({ units, ...config }: { units: number } & RecurrentOptions, options) => new GRU(units, saved(GRU, config, options)),
  LSTM: ({ units, ...config }: { units: number } & LSTMOptions, options) => new LSTM(units, saved(LSTM, config, options)),
  MaskingNoise: ({ rate }: { rate: number }, options) => new MaskingNoise(rate, options),
  MaxPooling1D: (config: MaxPooling1DOptions, options) => new MaxPooling1D(saved(MaxPooling1D, config, options)),
  MaxPooling2D: (config: Pooling2DOptions, options) => new MaxPooling2D(saved(MaxPooling2D, config, options)),
  MissingNoise: ({ rate, ...config }: { rate: number } & MissingNoiseOptions, options) =>
    new MissingNoise(rate, saved(MissingNoise, config, options)),
  MissingValues: (config: MissingValuesOptions, options) => new MissingValues(saved(MissingValues, config, options)),
  RepeatVector: ({ n }: { n: number }, options) => new RepeatVector(n, options),
  Reshape: ({ shape }: { shape: readonly number[] }, options) => new Reshape(shape, options),
  SaltAndPepperNoise: ({ rate }: { rate: number }, options) => new SaltAndPepperNoise(rate, options),
  SparsityRegularization: (config: SparsityRegularizationOptions, options) =>
    new SparsityRegularization(saved(SparsityRegularization, config, options)),
  Standardization: (config: StandardizationOptions, options) => new Standardization(saved(Standardization, config, options)),
  TimeDistributed: ({ layer }: { layer: { kind: string; config: never; trainable?: boolean } }, options) => {
    const { kind, config, trainable = true } = layer;
    return new TimeDistributed(lookUp("layer", kind, layerKinds)(config, { trainable }), options);
  },
  UpSampling1D: (config: UpSampling1DOptions, options) => new UpSampling1D(saved(UpSampling1D, config, options)),
  UpSampling2D: (config: UpSampling2DOptions, options) => new UpSampling2D(saved(UpSampling2D, config, options)),
  ZeroPadding2D: (config: ZeroPadding2DOptions, options) => new ZeroPadding2D(saved(ZeroPadding2D, config, options)),
};

interface Convolution<Size> {
  readonly filters: number;
  readonly kernelSize: Size;
}

export { Activation, activation } from "./activation.ts";
export { type ActivationName, activations } from "./activations.ts";
export { ActivityRegularization, type ActivityRegularizationOptions, activityRegularization } from "./activity-regularization.ts";
export { AveragePooling2D, averagePooling2d } from "./average-pooling-2d.ts";
export { BatchNormalization, batchNormalization } from "./batch-normalization.ts";
export { CategoryProbabilities, categoryProbabilities, type FeatureRange } from "./category-probabilities.ts";
export { Conv1D, conv1d } from "./conv-1d.ts";
export { Conv1DTranspose, conv1dTranspose } from "./conv-1d-transpose.ts";
export { Conv2D, type Conv2DOptions, conv2d } from "./conv-2d.ts";
export { Conv2DTranspose, type Conv2DTransposeOptions, conv2dTranspose } from "./conv-2d-transpose.ts";
export type { Convolution1DOptions } from "./convolution-1d.ts";
export { Dense, type DenseOptions, dense } from "./dense.ts";
export { DenseTranspose, type DenseTransposeOptions, denseTranspose } from "./dense-transpose.ts";
export { Dropout, dropout } from "./dropout.ts";
export { Flatten, flatten } from "./flatten.ts";
export { GaussianCodings, type GaussianCodingsOptions, gaussianCodings } from "./gaussian-codings.ts";
export { GaussianNoise, gaussianNoise } from "./gaussian-noise.ts";
export { GlobalAveragePooling2D, globalAveragePooling2d } from "./global-average-pooling-2d.ts";
export { GRU, gru } from "./gru.ts";
export { type InitializerName, initializers } from "./initializers.ts";
export type { KernelOptions } from "./kernel.ts";
export { type CallContext, Layer, type LayerOptions } from "./layer.ts";
export { LSTM, type LSTMOptions, lstm } from "./lstm.ts";
export { MaskingNoise, maskingNoise } from "./masking-noise.ts";
export { MaxPooling1D, type MaxPooling1DOptions, maxPooling1d } from "./max-pooling-1d.ts";
export { MaxPooling2D, maxPooling2d } from "./max-pooling-2d.ts";
export { MissingNoise, type MissingNoiseOptions, missingNoise } from "./missing-noise.ts";
export { MissingValues, type MissingValuesOptions, missingValues } from "./missing-values.ts";
export type { Pooling2DOptions } from "./pooling-2d.ts";
export { type GraphRandom, graphRandom } from "./random.ts";
export type { RecurrentOptions } from "./recurrent.ts";
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
export { drawValue, numbersOf, type Regularizer, type Variable } from "./variable.ts";
export { ZeroPadding2D, type ZeroPadding2DOptions, zeroPadding2d } from "./zero-padding-2d.ts";
