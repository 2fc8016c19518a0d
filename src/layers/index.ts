import { Activation } from "./activation.ts";
import type { ActivationName } from "./activations.ts";
import { BatchNormalization } from "./batch-normalization.ts";
import { Dense, type DenseOptions } from "./dense.ts";
import { Dropout } from "./dropout.ts";
import { Flatten } from "./flatten.ts";
import { GaussianNoise } from "./gaussian-noise.ts";
import type { Layer, LayerOptions } from "./layer.ts";
import { Reshape } from "./reshape.ts";

/** Every kind of layer, by the name that a saved model calls it: how one is made again from its `config()`. */
export const layerKinds: Readonly<Record<string, (config: never, options: LayerOptions) => Layer>> = {
  Activation: ({ activation }: { activation: ActivationName }, options) => new Activation(activation, options),
  BatchNormalization: (config: { momentum: number; epsilon: number }, options) =>
    new BatchNormalization({ ...config, ...options }),
  Dense: ({ units, ...config }: { units: number } & DenseOptions, options) => new Dense(units, { ...config, ...options }),
  Dropout: ({ rate }: { rate: number }, options) => new Dropout(rate, options),
  Flatten: (_config: object, options) => new Flatten(options),
  GaussianNoise: ({ stddev }: { stddev: number }, options) => new GaussianNoise(stddev, options),
  Reshape: ({ shape }: { shape: readonly number[] }, options) => new Reshape(shape, options),
};

export { Activation, activation } from "./activation.ts";
export { type ActivationName, activations } from "./activations.ts";
export { BatchNormalization, batchNormalization } from "./batch-normalization.ts";
export { Dense, type DenseOptions, dense } from "./dense.ts";
export { Dropout, dropout } from "./dropout.ts";
export { Flatten, flatten } from "./flatten.ts";
export { GaussianNoise, gaussianNoise } from "./gaussian-noise.ts";
export { type InitializerName, initializers } from "./initializers.ts";
export { type CallContext, Layer, type LayerOptions } from "./layer.ts";
export { type GraphRandom, graphRandom } from "./random.ts";
export { Reshape, reshape } from "./reshape.ts";
export { drawValue, numbersOf, type Regularizer, type Variable } from "./variable.ts";
