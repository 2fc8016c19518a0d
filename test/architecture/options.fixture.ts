import { tmpdir } from "node:os";
import { join } from "node:path";
import * as autoencoders from "../../src/autoencoders/index.ts";
import * as anomalies from "../../src/entries/anomalies.ts";
import * as data from "../../src/entries/data.node.ts";
import * as models from "../../src/entries/models.node.ts";
import * as testing from "../../src/entries/testing.node.ts";
import * as everyday from "../../src/index.ts";
import { input, ndarray, sequential } from "../../src/index.ts";
import * as layersEntry from "../../src/layers/index.ts";
import * as manifold from "../../src/manifold/index.ts";
import * as recipes from "../../src/recipes/index.ts";
import * as training from "../../src/training/index.ts";

/** Every entry point but those that draw, and the graph's, whose operators take operands. */
export const codings = {
  ...autoencoders,
  ...anomalies,
  ...data,
  ...models,
  ...layersEntry,
  ...manifold,
  ...recipes,
  ...testing,
  ...training,
  ...everyday,
};

const rows = ndarray(
  "float32",
  [4, 3],
  Float32Array.from({ length: 12 }, (_, i) => Math.sin(i)),
);
const labels = ndarray("int32", [4], Int32Array.of(0, 1, 0, 1));
const oneLayer = (options: object) => {
  const x = input([3]);
  return new codings.Model({ inputs: x, outputs: codings.dense(2).apply(x), ...options });
};
const model = () => sequential([codings.dense(3)]).compile({ loss: "mse" });
const autoencoder = <T extends everyday.Autoencoder>(made: T): T => {
  made.buildFor([3]);
  return made;
};
const stacked = autoencoder(new codings.StackedAutoencoder());
const never = {} as data.TableSource;
const steps = { initialLearningRate: 1, decaySteps: 1 };

/** Makes a layer with some options. */
type Make = (options: object) => layersEntry.AnyLayer;

/** A call, a misspelt option to give it, the name that the message has for what takes the option, and the right spelling. */
type Mistake<Call = (options: object) => unknown> = readonly [call: Call, wrong: string, taker: string, right: string];

export const layers: Readonly<Record<string, Mistake<Make>>> = {
  activation: [(options) => codings.activation("relu", options), "nmae", "Activation", "name"],
  activityRegularization: [codings.activityRegularization, "l3", "ActivityRegularization", "l1"],
  averagePooling2d: [codings.averagePooling2d, "pool_size", "AveragePooling2D", "poolSize"],
  batchNormalization: [codings.batchNormalization, "momentun", "BatchNormalization", "momentum"],
  categoryProbabilities: [
    (options) => codings.categoryProbabilities([{ start: 0, size: 2 }], options),
    "trainabel",
    "CategoryProbabilities",
    "trainable",
  ],
  conv1d: [(options) => codings.conv1d(2, 3, options), "stride", "Conv1D", "strides"],
  conv1dTranspose: [(options) => codings.conv1dTranspose(2, 3, options), "pading", "Conv1DTranspose", "padding"],
  conv2d: [(options) => codings.conv2d(2, 3, options), "kernel_initializer", "Conv2D", "kernelInitializer"],
  conv2dTranspose: [(options) => codings.conv2dTranspose(2, 3, options), "tieTo", "Conv2DTranspose", "tiedTo"],
  dense: [(options) => codings.dense(10, options), "activaton", "Dense", "activation"],
  denseTranspose: [(options) => codings.denseTranspose(codings.dense(10), options), "use_bias", "DenseTranspose", "useBias"],
  dropout: [(options) => codings.dropout(0.5, options), "inputshape", "Dropout", "inputShape"],
  flatten: [codings.flatten, "input_shape", "Flatten", "inputShape"],
  gaussianCodings: [(options) => codings.gaussianCodings(2, options), "wieght", "GaussianCodings", "weight"],
  gaussianNoise: [(options) => codings.gaussianNoise(0.1, options), "Name", "GaussianNoise", "name"],
  globalAveragePooling2d: [codings.globalAveragePooling2d, "nam", "GlobalAveragePooling2D", "name"],
  gru: [(options) => codings.gru(2, options), "return_sequences", "GRU", "returnSequences"],
  lstm: [(options) => codings.lstm(2, options), "unit_forget_bias", "LSTM", "unitForgetBias"],
  masking: [codings.masking, "mask_value", "Masking", "maskValue"],
  maskingNoise: [(options) => codings.maskingNoise(0.1, options), "names", "MaskingNoise", "name"],
  maxPooling1d: [codings.maxPooling1d, "poolsize", "MaxPooling1D", "poolSize"],
  maxPooling2d: [codings.maxPooling2d, "stides", "MaxPooling2D", "strides"],
  missingNoise: [(options) => codings.missingNoise(0.1, options), "size", "MissingNoise", "sizes"],
  missingValues: [codings.missingValues, "indicator", "MissingValues", "indicators"],
  repeatVector: [(options) => codings.repeatVector(2, options), "inputSahpe", "RepeatVector", "inputShape"],
  reshape: [(options) => codings.reshape([2], options), "train_able", "Reshape", "trainable"],
  saltAndPepperNoise: [(options) => codings.saltAndPepperNoise(0.1, options), "tranable", "SaltAndPepperNoise", "trainable"],
  sparsityRegularization: [codings.sparsityRegularization, "targets", "SparsityRegularization", "target"],
  standardization: [codings.standardization, "invers", "Standardization", "inverse"],
  timeDistributed: [(options) => codings.timeDistributed(codings.dense(2), options), "nane", "TimeDistributed", "name"],
  upSampling1d: [codings.upSampling1d, "sizes", "UpSampling1D", "size"],
  upSampling2d: [codings.upSampling2d, "sise", "UpSampling2D", "size"],
  zeroPadding2d: [codings.zeroPadding2d, "paddings", "ZeroPadding2D", "padding"],
  alphaDropout: [(options) => codings.alphaDropout(0.1, options), "nmae", "AlphaDropout", "name"],
  averagePooling1d: [codings.averagePooling1d, "poolsize", "AveragePooling1D", "poolSize"],
  bidirectional: [(options) => codings.bidirectional(codings.gru(2), options), "merge_mode", "Bidirectional", "mergeMode"],
  conv3d: [(options) => codings.conv3d(2, 3, options), "dilation_rate", "Conv3D", "dilationRate"],
  cropping1d: [codings.cropping1d, "croping", "Cropping1D", "cropping"],
  cropping2d: [codings.cropping2d, "croping", "Cropping2D", "cropping"],
  depthwiseConv1d: [(options) => codings.depthwiseConv1d(3, options), "depth_multiplier", "DepthwiseConv1D", "depthMultiplier"],
  depthwiseConv2d: [(options) => codings.depthwiseConv2d(3, options), "dilationrate", "DepthwiseConv2D", "dilationRate"],
  elu: [codings.elu, "alfa", "ELU", "alpha"],
  embedding: [(options) => codings.embedding(3, 2, options), "embeddings_initializer", "Embedding", "embeddingsInitializer"],
  gaussianDropout: [(options) => codings.gaussianDropout(0.1, options), "nmae", "GaussianDropout", "name"],
  globalAveragePooling1d: [codings.globalAveragePooling1d, "keepDims", "GlobalAveragePooling1D", "keepdims"],
  globalMaxPooling1d: [codings.globalMaxPooling1d, "keepDims", "GlobalMaxPooling1D", "keepdims"],
  globalMaxPooling2d: [codings.globalMaxPooling2d, "data_format", "GlobalMaxPooling2D", "dataFormat"],
  groupNormalization: [codings.groupNormalization, "group", "GroupNormalization", "groups"],
  layerNormalization: [codings.layerNormalization, "axes", "LayerNormalization", "axis"],
  leakyRelu: [codings.leakyRelu, "negative_slope", "LeakyReLU", "negativeSlope"],
  permute: [(options) => codings.permute([2, 1], options), "nmae", "Permute", "name"],
  prelu: [codings.prelu, "shared_axes", "PReLU", "sharedAxes"],
  relu: [codings.relu, "max_value", "ReLU", "maxValue"],
  rescaling: [(options) => codings.rescaling(0.5, options), "ofset", "Rescaling", "offset"],
  resizing: [(options) => codings.resizing(2, 2, options), "interpolations", "Resizing", "interpolation"],
  separableConv1d: [
    (options) => codings.separableConv1d(2, 3, options),
    "pointwise_initializer",
    "SeparableConv1D",
    "pointwiseInitializer",
  ],
  separableConv2d: [(options) => codings.separableConv2d(2, 3, options), "stride", "SeparableConv2D", "strides"],
  softmax: [codings.softmax, "axes", "Softmax", "axis"],
  spatialDropout1d: [(options) => codings.spatialDropout1d(0.1, options), "nmae", "SpatialDropout1D", "name"],
  spatialDropout2d: [(options) => codings.spatialDropout2d(0.1, options), "data_format", "SpatialDropout2D", "dataFormat"],
  unitNormalization: [codings.unitNormalization, "axes", "UnitNormalization", "axis"],
  add: [codings.add, "nmae", "Add", "name"],
  average: [codings.average, "nmae", "Average", "name"],
  concatenate: [codings.concatenate, "axes", "Concatenate", "axis"],
  dot: [(options) => codings.dot(1, options), "normalise", "Dot", "normalize"],
  maximum: [codings.maximum, "nmae", "Maximum", "name"],
  minimum: [codings.minimum, "nmae", "Minimum", "name"],
  multiHeadAttention: [(options) => codings.multiHeadAttention(2, 3, options), "value_dim", "MultiHeadAttention", "valueDim"],
  multiply: [codings.multiply, "nmae", "Multiply", "name"],
  subtract: [codings.subtract, "nmae", "Subtract", "name"],
  zeroPadding1d: [codings.zeroPadding1d, "paddings", "ZeroPadding1D", "padding"],
};

const families = Object.fromEntries(
  [
    codings.ConvolutionalAutoencoder,
    codings.Convolutional1dAutoencoder,
    codings.DenoisingAutoencoder,
    codings.LinearAutoencoder,
    codings.StackedAutoencoder,
    codings.TiedAutoencoder,
    codings.VariationalAutoencoder,
  ].map((Family): [string, Mistake] => [Family.name, [(options) => new Family(options), "coding", Family.name, "codings"]]),
);

/** By the export's name; of a class, its methods too. */
export const mistakes: Readonly<Record<string, Mistake>> = {
  ...layers,
  ...families,
  GreedyAutoencoder: [(options) => new codings.GreedyAutoencoder(options), "finetune", "GreedyAutoencoder", "fineTune"],
  RecurrentAutoencoder: [(options) => new codings.RecurrentAutoencoder(options), "cells", "RecurrentAutoencoder", "cell"],
  SparseAutoencoder: [(options) => new codings.SparseAutoencoder(options), "sparcity", "SparseAutoencoder", "sparsity"],
  "Autoencoder.fit": [(options) => stacked.fit(rows, { epochs: 1, ...options }), "epcohs", "fit", "epochs"],
  "Autoencoder.fitTransform": [
    (options) => stacked.fitTransform(rows, { epochs: 1, ...options }),
    "batch_size",
    "fit",
    "batchSize",
  ],
  "Autoencoder.transform": [(options) => stacked.transform(rows, options), "runtme", "transform", "runtime"],
  "Autoencoder.inverseTransform": [
    (options) => stacked.inverseTransform(rows, options),
    "Runtime",
    "inverseTransform",
    "runtime",
  ],
  "Autoencoder.reconstruct": [(options) => stacked.reconstruct(rows, options), "run_time", "reconstruct", "runtime"],
  "Autoencoder.scoreSamples": [(options) => stacked.scoreSamples(rows, options), "runtimes", "scoreSamples", "runtime"],
  "VariationalAutoencoder.generate": [
    (options) => autoencoder(new codings.VariationalAutoencoder()).generate(1, options),
    "sed",
    "generate",
    "seed",
  ],
  PretrainedClassifier: [
    (options) => new codings.PretrainedClassifier(stacked, options),
    "frozenEpoch",
    "PretrainedClassifier",
    "frozenEpochs",
  ],
  "PretrainedClassifier.fit": [
    (options) => new codings.PretrainedClassifier(stacked).fit(rows, labels, options),
    "callback",
    "fit",
    "callbacks",
  ],
  "PretrainedClassifier.predictProbabilities": [
    (options) => new codings.PretrainedClassifier(stacked).predictProbabilities(rows, options),
    "runtme",
    "predictProbabilities",
    "runtime",
  ],
  "PretrainedClassifier.predict": [
    (options) => new codings.PretrainedClassifier(stacked).predict(rows, options),
    "runtme",
    "predict",
    "runtime",
  ],
  "PretrainedClassifier.score": [
    (options) => new codings.PretrainedClassifier(stacked).score(rows, labels, options),
    "runtme",
    "score",
    "runtime",
  ],
  autoencoderFrom: [(options) => codings.autoencoderFrom({}, "", options), "familes", "autoencoderFrom", "families"],
  addNoise: [(options) => codings.addNoise(rows, { kind: "gaussian", amount: 1 }, options), "seeds", "addNoise", "seed"],
  autoencoderFiles: [(options) => codings.autoencoderFiles(stacked, options), "data_set", "autoencoderFiles", "dataset"],
  diagnose: [(options) => codings.diagnose(stacked, rows, options), "learnt", "diagnose", "learned"],
  fewLabels: [
    (options) => codings.fewLabels(stacked, { examples: rows, labels }, { examples: rows, labels }, options),
    "labeled",
    "fewLabels",
    "labelled",
  ],
  impute: [(options) => codings.impute(stacked, rows, options), "round", "impute", "rounds"],
  "impute of a table": [(options) => codings.impute(stacked, "nowhere.csv", options), "marks", "impute", "mark"],
  denoise: [(options) => codings.denoise(stacked, rows, options), "nosie", "denoise", "noise"],
  mpi: [(options) => codings.mpi({ patience: 0, ...options }), "patient", "mpi", "patience"],
  encodeShard: [(options) => codings.encodeShard("nowhere", "nowhere.csv", options as never), "shards", "encodeShard", "shard"],
  scoreShard: [
    (options) => codings.scoreShard("nowhere", "nowhere.csv", options as never),
    "treshold",
    "scoreShard",
    "threshold",
  ],
  checkShard: [(options) => codings.checkShard("nowhere", "nowhere.csv", options as never), "key", "checkShard", "keys"],
  encode: [(options) => codings.encode(stacked, rows, options), "skip_bad", "encode", "skipBad"],
  exportModel: [
    (options) => codings.exportModel(stacked, join(tmpdir(), "codings-options.onnx"), options),
    "prat",
    "exportModel",
    "part",
  ],
  findDuplicates: [(options) => codings.findDuplicates(stacked, rows, options), "distances", "findDuplicates", "distance"],
  findSimilar: [(options) => codings.findSimilar(stacked, rows, { to: 1, ...options }), "counts", "findSimilar", "count"],
  generate: [(options) => codings.generate(stacked, 1, options), "sed", "generate", "seed"],
  reconstruct: [(options) => codings.reconstruct(stacked, rows, options), "on_progress", "reconstruct", "onProgress"],
  map: [(options) => codings.map(stacked, "", options), "methd", "map", "method"],
  mapCodings: [(options) => codings.mapCodings(rows, options), "methd", "mapCodings", "method"],
  imputeTable: [(options) => codings.imputeTable("nowhere.csv", options), "marks", "imputeTable", "mark"],
  check: [(options) => codings.check("nowhere.csv", options), "key", "check", "keys"],
  describe: [(options) => codings.describe("", options), "parts", "describe", "part"],
  drift: [(options) => codings.drift(stacked, "", options), "againts", "drift", "against"],
  tableDrift: [
    (options) => codings.tableDrift(stacked, { before: never, now: never }, options),
    "held_out",
    "tableDrift",
    "heldOut",
  ],
  relationDrift: [(options) => codings.relationDrift({ before: "", now: "" }, options), "key", "relationDrift", "keys"],
  windowScores: [(options) => codings.windowScores(stacked, rows, [], options), "onWindow", "windowScores", "onWindows"],

  TableChecker: [(options) => codings.TableChecker.learn({ name: "data", columns: [] }, options), "kyes", "check", "keys"],
  AnomalyDetector: [(options) => new codings.AnomalyDetector(options), "neighbours", "AnomalyDetector", "neighbors"],
  "AnomalyDetector.fit": [(options) => new codings.AnomalyDetector().fit(rows, options), "signals", "fit", "signal"],
  "AnomalyDetector.scoreSamples": [
    (options) => new codings.AnomalyDetector().scoreSamples(rows, options),
    "runtme",
    "scoreSamples",
    "runtime",
  ],
  "AnomalyDetector.predict": [(options) => new codings.AnomalyDetector().predict(rows, options), "runtme", "predict", "runtime"],
  "AnomalyDetector.explain": [(options) => new codings.AnomalyDetector().explain(rows, options), "runtme", "explain", "runtime"],
  "AnomalyDetector.pcaScores": [
    (options) => new codings.AnomalyDetector().pcaScores(rows, options),
    "runtme",
    "pcaScores",
    "runtime",
  ],
  "AnomalyDetector.setThreshold": [
    (options) => new codings.AnomalyDetector().setThreshold("f1", { scores: rows, ...options }),
    "label",
    "setThreshold",
    "labels",
  ],
  verifyModel: [(options) => codings.verifyModel("nowhere", undefined, options), "querry", "verifyModel", "query"],
  "AnomalyDetector.save": [
    (options) => new codings.AnomalyDetector().save("nowhere", options),
    "option",
    "detectorFiles",
    "options",
  ],
  detectorFiles: [
    (options) => codings.detectorFiles(new codings.AnomalyDetector(), options),
    "version",
    "detectorFiles",
    "versions",
  ],
  SeriesDetector: [(options) => new codings.SeriesDetector(options), "windw", "SeriesDetector", "window"],
  "SeriesDetector.fit": [(options) => new codings.SeriesDetector().fit(rows, options), "group", "fit", "groups"],
  ...Object.fromEntries(
    (["scoreSamples", "predict", "explain", "intervals"] as const).map((method): [string, Mistake] => [
      `SeriesDetector.${method}`,
      [(options) => new codings.SeriesDetector()[method](rows, options), "time", method, "times"],
    ]),
  ),
  "SeriesDetector.watch": [(options) => new codings.SeriesDetector().watch(options), "treshold", "watch", "threshold"],
  SeriesWatch: [(options) => new codings.SeriesWatch(new codings.SeriesDetector(), options), "stat", "watch", "state"],
  seriesDetectorFiles: [
    (options) => codings.seriesDetectorFiles(new codings.SeriesDetector(), options),
    "version",
    "seriesDetectorFiles",
    "versions",
  ],
  watch: [(options) => codings.watch("nowhere", "nowhere", options).next(), "treshold", "watch", "threshold"],

  load: [(options) => codings.load("nowhere", options), "customObject", "load", "customObjects"],
  gradients: [(options) => codings.gradients(oneLayer({}), rows, options), "off", "gradients", "of"],
  checkGradients: [(options) => codings.checkGradients("mse", [2], options), "sed", "checkGradients", "seed"],
  Model: [(options) => oneLayer(options), "seeed", "Model", "seed"],
  input: [(options) => input([2], options), "nane", "input", "name"],
  Sequential: [(options) => new codings.Sequential([codings.flatten()], options), "seeed", "Sequential", "seed"],
  sequential: [(options) => sequential([codings.flatten()], options), "Seed", "Sequential", "seed"],
  "Sequential.compile": [(options) => model().compile({ loss: "mse", ...options }), "optimiser", "compile", "optimizer"],
  "Sequential.fit": [(options) => model().fit(rows, rows, options), "epoch", "fit", "epochs"],
  "Sequential.evaluate": [(options) => model().evaluate(rows, rows, options), "sample_weight", "evaluate", "sampleWeights"],
  "Sequential.predict": [(options) => model().predict(rows, options), "runtme", "predict", "runtime"],
  modelFiles: [
    (options) => codings.modelFiles({ config: {} as models.ModelFolder["config"], model: model(), ...options }),
    "histroy",
    "modelFiles",
    "history",
  ],
  saveModelFolder: [
    (options) => codings.saveModelFolder("nowhere", { config: {} as models.ModelFolder["config"], model: model(), ...options }),
    "cards",
    "modelFiles",
    "card",
  ],

  sgd: [codings.sgd, "learning_rate", "sgd", "learningRate"],
  adam: [codings.adam, "beta_1", "adam", "beta1"],
  adamW: [codings.adamW, "weight_decay", "adamW", "weightDecay"],
  adadelta: [codings.adadelta, "roh", "adadelta", "rho"],
  adagrad: [codings.adagrad, "initial_accumulator_value", "adagrad", "initialAccumulatorValue"],
  adamax: [codings.adamax, "beta_2", "adamax", "beta2"],
  ftrl: [codings.ftrl, "bata", "ftrl", "beta"],
  lamb: [codings.lamb, "weight_decay", "lamb", "weightDecay"],
  lion: [codings.lion, "beta_1", "lion", "beta1"],
  nadam: [codings.nadam, "eps_ilon", "nadam", "epsilon"],
  rmsprop: [codings.rmsprop, "roh", "rmsprop", "rho"],
  exponentialDecay: [
    (options) => codings.exponentialDecay({ ...steps, decayRate: 1, ...options }),
    "stairCases",
    "exponentialDecay",
    "staircase",
  ],
  inverseTimeDecay: [
    (options) => codings.inverseTimeDecay({ ...steps, decayRate: 1, ...options }),
    "stair_case",
    "inverseTimeDecay",
    "staircase",
  ],
  cosineDecay: [(options) => codings.cosineDecay({ ...steps, ...options }), "alhpa", "cosineDecay", "alpha"],
  cosineDecayRestarts: [
    (options) => codings.cosineDecayRestarts({ initialLearningRate: 1, firstDecaySteps: 1, ...options }),
    "t_mul",
    "cosineDecayRestarts",
    "tMul",
  ],
  polynomialDecay: [
    (options) => codings.polynomialDecay({ ...steps, ...options }),
    "end_learning_rate",
    "polynomialDecay",
    "endLearningRate",
  ],
  piecewiseConstantDecay: [
    (options) => codings.piecewiseConstantDecay({ boundaries: [1], values: [1, 2], ...options }),
    "value",
    "piecewiseConstantDecay",
    "values",
  ],
  earlyStopping: [codings.earlyStopping, "patince", "earlyStopping", "patience"],
  modelCheckpoint: [(options) => codings.modelCheckpoint(() => undefined, options), "best_only", "modelCheckpoint", "bestOnly"],
  reduceLearningRateOnPlateau: [
    codings.reduceLearningRateOnPlateau,
    "min_learning_rate",
    "reduceLearningRateOnPlateau",
    "minLearningRate",
  ],

  Pca: [(options) => new codings.Pca(options), "n_components", "Pca", "components"],
  "Pca.fit": [(options) => new codings.Pca().fit(rows, options), "runtme", "fit", "runtime"],
  "Pca.partialFit": [(options) => new codings.Pca().partialFit(rows, options), "runtme", "partialFit", "runtime"],
  "Pca.transform": [(options) => new codings.Pca().transform(rows, options), "runtme", "transform", "runtime"],
  "Pca.fitTransform": [(options) => new codings.Pca().fitTransform(rows, options), "runtme", "fitTransform", "runtime"],
  "Pca.inverseTransform": [
    (options) => new codings.Pca().inverseTransform(rows, options),
    "runtme",
    "inverseTransform",
    "runtime",
  ],
  "Pca.reconstruct": [(options) => new codings.Pca().reconstruct(rows, options), "runtme", "reconstruct", "runtime"],
  "Pca.scoreSamples": [(options) => new codings.Pca().scoreSamples(rows, options), "runtme", "scoreSamples", "runtime"],
  Tsne: [(options) => new codings.Tsne(options), "perplexty", "Tsne", "perplexity"],
  "Tsne.fit": [(options) => new codings.Tsne().fit(rows, options), "thread", "fit", "threads"],
  "Tsne.fitTransform": [(options) => new codings.Tsne().fitTransform(rows, options), "on_progress", "fit", "onProgress"],
  "Tsne.transform": [(options) => new codings.Tsne().transform(rows, options), "iteration", "transform", "iterations"],
  Umap: [(options) => new codings.Umap(options), "min_dist", "Umap", "minDist"],
  "Umap.fit": [(options) => new codings.Umap().fit(rows, options), "onprogress", "fit", "onProgress"],
  "Umap.fitTransform": [(options) => new codings.Umap().fitTransform(rows, options), "singal", "fit", "signal"],
  "Umap.transform": [(options) => new codings.Umap().transform(rows, options), "runtme", "transform", "runtime"],
  adviseCodings: [
    (options) => codings.adviseCodings(() => stacked, { train: rows, validation: rows }, options),
    "batchsize",
    "adviseCodings",
    "batchSize",
  ],
  checkEstimator: [(options) => codings.checkEstimator(() => new codings.Pca(), options), "waive", "checkEstimator", "waived"],
  continuity: [(options) => codings.continuity(rows, rows, options), "n_neighbors", "continuity", "neighbors"],
  duplicates: [(options) => codings.duplicates(rows, options), "distances", "duplicates", "distance"],
  namedGroups: [(options) => codings.namedGroups(new Float32Array(4), [], options), "moste", "namedGroups", "most"],
  nearestNeighbors: [(options) => codings.nearestNeighbors(rows, 2, options), "metrics", "nearestNeighbors", "metric"],
  neighborAccuracy: [
    (options) => codings.neighborAccuracy(rows, [0, 1, 0, 1], options),
    "neighbor",
    "neighborAccuracy",
    "neighbors",
  ],
  trustworthiness: [(options) => codings.trustworthiness(rows, rows, options), "samples", "trustworthiness", "sample"],
  vusPr: [(options) => codings.vusPr([1, 2], [0, 1], options), "buffers", "vusPr", "buffer"],
  vusRoc: [(options) => codings.vusRoc([1, 2], [0, 1], options), "threshold", "vusRoc", "thresholds"],

  fillTable: [
    (options) => codings.fillTable(never, {} as data.TablePreprocessing, { fill: async (x) => x, file: "-", ...options }),
    "marks",
    "fillTable",
    "mark",
  ],
  fromRecords: [(options) => codings.fromRecords([{ x: 1 }], options), "exclud", "openTable", "exclude"],
  garments: [(options) => codings.garments({ count: 4, ...options }), "cuont", "garments", "count"],
  generate3dData: [codings.generate3dData, "noises", "generate3dData", "noise"],
  openDataset: [(options) => codings.openDataset("points-3d", options), "skip_bad", "openDataset", "skipBad"],
  openTable: [(options) => codings.openTable("nowhere.csv", options), "exclud", "openTable", "exclude"],
  score: [(options) => codings.score(new codings.AnomalyDetector(), rows, options), "treshold", "score", "threshold"],
  openTableSource: [(options) => codings.openTableSource("nowhere.csv", options), "qeury", "openTableSource", "query"],
  seriesColumn: [(options) => codings.seriesColumn("nowhere.csv", options), "tables", "seriesColumn", "table"],
  plan: [(options) => codings.plan("nowhere.csv", options), "epoch", "plan", "epochs"],
  report: [(options) => codings.report("nowhere", undefined, options), "titel", "report", "title"],
  train: [(options) => codings.train("nowhere.csv", options), "epoch", "train", "epochs"],
  windows: [(options) => codings.windows(rows, { window: 2, ...options }), "steps", "windows", "step"],

  nodeRuntime: [codings.nodeRuntime, "threds", "nodeRuntime", "threads"],
  wasmRuntime: [codings.wasmRuntime, "wasmPath", "wasmRuntime", "wasmPaths"],
};

/** What takes no options, but data, numbers and names. */
export const withoutOptions = `
  Autoencoder BaseModel Layer CodingsError DataError OptionError ShapeError TrainingError UsageError
  autoencoderOf commandFor optionsFor recipeFor
  ndarray sliceRows permutation random
  checkDataset featureGroups first fromFeatures parseIdx parseNpy readIdx readLabels readNpy rowScores rows split toFeatures toNpy writeNpy
  drawValue graphRandom numbersOf
  csvLog csvOf mixedLoss optimizerNamed
  describeModel describeModelFile fromSafetensors guard layerRows loadModelFolder modelFrom modelFromFiles toSafetensors
  calibrate choice estimatorOf family flag positive chooseLabelled classCount columnErrors exportOnnx isOutlier knownRows meanSquaredErrors noiseLayer parseNoise percentileOf psnr
  rowErrors scoreDrift showNoise squaredErrors ssim takeRows
  averagePrecision causeSentence costOf detectorFrom seriesDetectorFrom flagQuality leastCost mistakesAt parseThreshold precisionRecall rocAuc showThreshold thresholdFor
  aligned valuesOf kneeOf checkMachine isUnderMpi mergeShards learningRateScheduler toNested pcaFiles pcaFrom
`.match(/\w+/g)!;
