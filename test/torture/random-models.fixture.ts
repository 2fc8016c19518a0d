import { type NdArray, ndarray, sizeOf } from "../../src/core/ndarray.ts";
import { random } from "../../src/core/random.ts";
import * as layers from "../../src/layers/index.ts";
import { type ActivationName, type AnyLayer, activations, type SymbolicTensor } from "../../src/layers/index.ts";
import { Model } from "../../src/models/model.ts";
import { lossOf } from "../../src/training/losses/choice.ts";
import * as losses from "../../src/training/losses/index.ts";
import * as optimizers from "../../src/training/optimizers/index.ts";

/** Draws of one random model. The same seed gives the same model. */
class Draws {
  private readonly source: ReturnType<typeof random>;

  constructor(seed: number, stream: number) {
    this.source = random(seed, stream);
  }

  /** A whole number from 1 to `most`. */
  size(most = 4): number {
    return 1 + Math.floor(this.source.uniform() * most);
  }

  of<T>(items: readonly T[]): T {
    return items[this.size(items.length) - 1]!;
  }

  normal(): number {
    return this.source.normal();
  }

  uniform(): number {
    return this.source.uniform();
  }

  activation(): ActivationName {
    return this.of(Object.keys(activations) as ActivationName[]);
  }
}

type Next = (draw: Draws, x: SymbolicTensor, dense: layers.Dense[]) => SymbolicTensor;

/** Applies a layer that needs nothing but its options. */
const alone =
  (make: (draw: Draws, shape: readonly number[]) => unknown): Next =>
  (draw, x) =>
    (make(draw, x.shape) as AnyLayer).apply(x as never) as SymbolicTensor;

/** Joins a value with another one of the same shape. */
const joined =
  (make: (draw: Draws, shape: readonly number[]) => unknown): Next =>
  (draw, x) => {
    const other = layers.activation(draw.activation()).apply(x);
    return (make(draw, x.shape) as AnyLayer).apply([x, other] as never) as SymbolicTensor;
  };

const conv = (draw: Draws) =>
  ({ padding: draw.of(["same", "valid"] as const), activation: draw.activation(), strides: draw.size(2) }) as const;
const recurrent = (draw: Draws) => ({ returnSequences: draw.of([true, false]) });

/** How each kind of layer is put behind a value. A kind that doesn't take the value's shape throws an error. */
const nexts: Readonly<Record<string, Next>> = {
  Activation: alone((draw) => layers.activation(draw.activation())),
  ActivityRegularization: alone(() => layers.activityRegularization({ l1: 0.01, l2: 0.01 })),
  Add: joined(() => layers.add()),
  AlphaDropout: alone(() => layers.alphaDropout(0.2)),
  Average: joined(() => layers.average()),
  AveragePooling1D: alone((draw) => layers.averagePooling1d(draw.size(3))),
  AveragePooling2D: alone((draw) => layers.averagePooling2d(draw.size(3))),
  BatchNormalization: alone(() => layers.batchNormalization()),
  Bidirectional: alone((draw) =>
    layers.bidirectional(draw.of([layers.lstm, layers.gru])(draw.size(), recurrent(draw)), {
      mergeMode: draw.of(["concat", "sum", "mul", "ave"]),
    }),
  ),
  CategoryProbabilities: alone((_, shape) => layers.categoryProbabilities([{ start: 0, size: shape[0]! }])),
  Concatenate: joined(() => layers.concatenate()),
  Conv1D: alone((draw) => layers.conv1d(draw.size(), draw.size(3), conv(draw))),
  Conv1DTranspose: alone((draw) => layers.conv1dTranspose(draw.size(), draw.size(3), conv(draw))),
  Conv2D: alone((draw) => layers.conv2d(draw.size(), draw.size(3), conv(draw))),
  Conv2DTranspose: alone((draw) => layers.conv2dTranspose(draw.size(), draw.size(3), conv(draw))),
  Conv3D: alone((draw) => layers.conv3d(draw.size(), draw.size(2), conv(draw))),
  Cropping1D: alone(() => layers.cropping1d(1)),
  Cropping2D: alone(() => layers.cropping2d(1)),
  Dense(draw, x, dense) {
    const layer = layers.dense(draw.size(8), { activation: draw.activation() });
    dense.push(layer);
    return layer.apply(x);
  },
  DenseTranspose: (draw, x, dense) => layers.denseTranspose(dense.at(-1)!, { activation: draw.activation() }).apply(x),
  DepthwiseConv1D: alone((draw) => layers.depthwiseConv1d(draw.size(3), conv(draw))),
  DepthwiseConv2D: alone((draw) => layers.depthwiseConv2d(draw.size(3), conv(draw))),
  Dot: joined((_, shape) => layers.dot(shape.length)),
  Dropout: alone(() => layers.dropout(0.2)),
  ELU: alone(() => layers.elu()),
  Flatten: alone(() => layers.flatten()),
  GRU: alone((draw) => layers.gru(draw.size(), recurrent(draw))),
  GaussianCodings: alone((draw) => layers.gaussianCodings(draw.size())),
  GaussianDropout: alone(() => layers.gaussianDropout(0.2)),
  GaussianNoise: alone(() => layers.gaussianNoise(0.1)),
  GlobalAveragePooling1D: alone(() => layers.globalAveragePooling1d()),
  GlobalAveragePooling2D: alone(() => layers.globalAveragePooling2d()),
  GlobalMaxPooling1D: alone(() => layers.globalMaxPooling1d()),
  GlobalMaxPooling2D: alone(() => layers.globalMaxPooling2d()),
  GroupNormalization: alone(() => layers.groupNormalization(1)),
  LSTM: alone((draw) => layers.lstm(draw.size(), recurrent(draw))),
  LayerNormalization: alone(() => layers.layerNormalization()),
  LeakyReLU: alone(() => layers.leakyRelu()),
  Masking: alone(() => layers.masking()),
  MaskingNoise: alone(() => layers.maskingNoise(0.2)),
  MaxPooling1D: alone((draw) => layers.maxPooling1d(draw.size(3))),
  MaxPooling2D: alone((draw) => layers.maxPooling2d(draw.size(3))),
  Maximum: joined(() => layers.maximum()),
  Minimum: joined(() => layers.minimum()),
  MissingNoise(_, x) {
    return layers.missingValues().apply(layers.missingNoise(0.2).apply(x));
  },
  MissingValues: alone(() => layers.missingValues()),
  MultiHeadAttention: joined((draw) => layers.multiHeadAttention(draw.size(2), draw.size())),
  Multiply: joined(() => layers.multiply()),
  PReLU: alone(() => layers.prelu()),
  Permute: alone((_, shape) => layers.permute(shape.map((__, i) => shape.length - i))),
  ReLU: alone(() => layers.relu()),
  RepeatVector: alone((draw) => layers.repeatVector(draw.size())),
  Rescaling: alone(() => layers.rescaling(0.5, { offset: 0.1 })),
  Reshape: alone((draw, shape) =>
    layers.reshape(
      draw.of([
        [sizeOf(shape), 1],
        [1, 1, sizeOf(shape)],
        [...shape, 1],
      ]),
    ),
  ),
  Resizing: alone((draw) => layers.resizing(draw.size(6), draw.size(6))),
  SaltAndPepperNoise: alone(() => layers.saltAndPepperNoise(0.2)),
  SeparableConv1D: alone((draw) => layers.separableConv1d(draw.size(), draw.size(3), conv(draw))),
  SeparableConv2D: alone((draw) => layers.separableConv2d(draw.size(), draw.size(3), conv(draw))),
  Softmax: alone(() => layers.softmax()),
  SparsityRegularization: alone(() => layers.sparsityRegularization()),
  SpatialDropout1D: alone(() => layers.spatialDropout1d(0.2)),
  SpatialDropout2D: alone(() => layers.spatialDropout2d(0.2)),
  Standardization: alone(() => layers.standardization()),
  Subtract: joined(() => layers.subtract()),
  TimeDistributed: alone((draw) => layers.timeDistributed(layers.dense(draw.size(), { activation: draw.activation() }))),
  UnitNormalization: alone(() => layers.unitNormalization()),
  UpSampling1D: alone(() => layers.upSampling1d(2)),
  UpSampling2D: alone(() => layers.upSampling2d(2)),
  ZeroPadding1D: alone(() => layers.zeroPadding1d(1)),
  ZeroPadding2D: alone(() => layers.zeroPadding2d(1)),
};

/** Numbers of examples, ordinary ones and extreme ones. */
const kindsOfNumbers: Readonly<Record<string, (draw: Draws) => (place: number) => number>> = {
  normal: (draw) => () => draw.normal(),
  uniform: (draw) => () => draw.uniform(),
  thousands: (draw) => () => 1000 * draw.normal(),
  huge: (draw) => () => 1e30 * draw.normal(),
  denormal: (draw) => () => 1e-40 * draw.normal(),
  zero: () => () => 0,
  equal: (draw) => {
    const value = draw.normal();
    return () => value;
  },
  sparse: (draw) => () => (draw.uniform() < 0.9 ? 0 : draw.normal()),
  "one outlier": (draw) => (place) => (place === 0 ? 1e6 : draw.normal()),
};

/** A random model with data for it. */
export interface RandomModel {
  readonly kinds: readonly string[];
  readonly numbers: string;
  readonly loss: keyof typeof losses;
  readonly optimizer: keyof typeof optimizers;
  readonly batchSize: number;
  readonly examples: NdArray<"float32">;
  readonly targets: NdArray<"float32">;
  /** Makes the model; each call draws the same first weights. */
  make(): Model;
}

const SHAPES: readonly (readonly number[])[] = [[7], [6, 3], [5, 6, 2], [4, 4, 3, 2]];
/** Layers grow a value to at most this many numbers. */
const MOST = 600;
/** Each model has this many outputs. */
const CLASSES = 3;

/** Returns the random model of a seed. `kind` is a layer that it shall have, if the layer finds a value that it takes. */
export function randomModel(seed: number, kind: string): RandomModel {
  const draw = new Draws(seed, 1);
  const startsWithIndices = kind === "Embedding";
  const inputShape = startsWithIndices ? [5] : draw.of(SHAPES);
  const depth = draw.size(5);
  const loss = draw.of(Object.keys(losses) as (keyof typeof losses)[]);
  const { targets: taken = "numbers", perClass } = lossOf(loss);
  const optimizer = draw.of(Object.keys(optimizers) as (keyof typeof optimizers)[]);
  const numbers = startsWithIndices ? "indices" : draw.of(Object.keys(kindsOfNumbers));
  const count = draw.of([1, 2, 9, 24]);
  const next = startsWithIndices ? () => draw.size(4) - 1 : kindsOfNumbers[numbers]!(draw);
  const filled = (shape: readonly number[], of: (place: number) => number) =>
    ndarray(
      "float32",
      shape,
      Float32Array.from({ length: sizeOf(shape) }, (_, place) => of(place)),
    );
  const batchSize = draw.of([1, 4, 64]);
  const examples = filled([count, ...inputShape], next);
  return { kinds: build().kinds, numbers, loss, optimizer, batchSize, examples, targets: targetsOf(), make: () => build().model };

  function build() {
    const draw = new Draws(seed, 2);
    const start = layers.input(inputShape);
    let x = startsWithIndices ? layers.embedding(4, 3).apply(start) : start;
    const kinds = startsWithIndices ? ["Embedding"] : [];
    const dense: layers.Dense[] = [];
    const names = Object.keys(nexts);
    const wanted = Array.from({ length: depth }, () => draw.of(names));
    for (const name of [...wanted, kind, ...Array.from({ length: 2 }, () => draw.of(names))]) {
      if (!nexts[name]) continue;
      try {
        const after = nexts[name](draw, x, dense);
        if (sizeOf(after.shape) > MOST) continue;
        x = after;
        kinds.push(name);
      } catch {
        // The layer doesn't take this shape.
      }
    }
    const ending = taken === "classes" || perClass ? "softmax" : taken === "numbers" ? "linear" : "sigmoid";
    const outputs = layers.dense(CLASSES, { activation: ending }).apply(layers.flatten().apply(x));
    return { model: new Model({ inputs: start, outputs, seed }), kinds };
  }

  function targetsOf(): NdArray<"float32"> {
    if (taken === "classes") return filled([count, 1], () => draw.size(CLASSES) - 1);
    if (perClass) {
      const classes = Array.from({ length: count }, () => draw.size(CLASSES) - 1);
      return filled([count, CLASSES], (place) => Number(classes[Math.floor(place / CLASSES)] === place % CLASSES));
    }
    return filled([count, CLASSES], () => {
      if (taken === "signs") return draw.of([-1, 1]);
      return taken === "numbers" ? draw.normal() : draw.uniform();
    });
  }
}

/** The kinds of layers that random models have. */
export const kindsOfLayers: readonly string[] = ["Embedding", ...Object.keys(nexts)];
