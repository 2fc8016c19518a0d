// Every estimator that codings exports, with what its checks need. The test makes the list with the sources, and worker threads
// make it with the build.

const QUICK = { epochs: 2, warn: false };
/** Autoencoders learn in two epochs. */
const fit = (estimator, examples, options) => estimator.fit(examples, { ...QUICK, ...options });
/** Wrong values of the options of every autoencoder. */
const wrong = { hidden: [[1e9], [0]], codings: [0, 1e9], seed: [-1, 1.5], epochs: [0], components: [-1], start: ["foo"] };
const small = { codings: 2, hidden: [6] };

/** Classes that learn, but aren't checked, and the reasons. */
export const withoutChecks = {
  BaseModel: "It is the base class of Model and Sequential.",
  TableChecker: "TableChecker.learn makes a checker that has learned, and nothing changes it afterwards.",
};

/**
 * Returns the options of `checkEstimator` for each estimator, with `make`.
 * @param codings names of the entry points `codings`, `codings/models` and `codings/layers`.
 */
export const estimatorsOf = (codings) => {
  const source = codings.random(1);
  const array = (...shape) => {
    const count = shape.reduce((product, size) => product * size, 1);
    const numbers = Float32Array.from({ length: count }, () => source.normal());
    return codings.ndarray("float32", shape, numbers);
  };
  const [images, sequences] = [array(32, 4, 4, 1), array(32, 4, 3)];
  const autoencoder = (name, options = small, more = {}) => ({ make: () => new codings[name](options), fit, wrong, ...more });
  const { dense } = codings;
  const around = "The score of a reading depends on the readings around it.";
  const continues = "Another fit continues the training, as in Keras.";
  const waived = {
    "fit returns the estimator": "fit returns the history and the state of the training, as in Keras.",
    "another fit begins again": continues,
    "methods before fit are refused": "A model predicts with its first weights before the training, as in Keras.",
    "a signal stops fit, and the estimator can be fitted again": continues,
  };
  const model = (make) => ({
    make: () => make().compile({ loss: "mse", optimizer: "adam" }),
    fit: (own, examples, options) => own.fit(examples, examples, { ...QUICK, ...options }),
    load: async (path) => (await codings.loadModelFolder(path)).model,
    waived,
  });
  const pretrained = new codings.StackedAutoencoder(small);
  pretrained.buildFor([5]);
  return {
    Pca: { make: () => new codings.Pca({ components: 2, whiten: true }), wrong: { components: [0, 1.5, -1], whiten: ["yes"] } },
    Tsne: {
      make: () => new codings.Tsne({ perplexity: 5, iterations: 60 }),
      wrong: { seed: [-1, 1.5], iterations: [0, 1.5], metric: ["foo"], initialization: ["foo"], angle: [2] },
    },
    Umap: {
      make: () => new codings.Umap({ neighbors: 6, epochs: 20 }),
      wrong: { seed: [-1, 1.5], epochs: [0], metric: ["foo"], neighbors: [1], spread: [0] },
    },
    AnomalyDetector: {
      make: () => new codings.AnomalyDetector({ steps: 10, codings: [2], hidden: [6] }),
      wrong: { seed: [-1, 1.5], hidden: [[1e9]], steps: [0], trim: [1], threshold: ["foo"] },
    },
    SeriesDetector: {
      make: () => new codings.SeriesDetector({ steps: 10, folds: 2 }),
      wrong: { seed: [-1, 1.5], steps: [0], trim: [1], threshold: ["foo"], alarms: ["foo"], window: [0, "foo"] },
      waived: { "rows don't depend on their order": around, "rows don't depend on other rows": around },
    },
    Autoencoder: autoencoder("Autoencoder"),
    LinearAutoencoder: autoencoder("LinearAutoencoder", { codings: 2 }),
    StackedAutoencoder: autoencoder("StackedAutoencoder"),
    TiedAutoencoder: autoencoder("TiedAutoencoder"),
    GreedyAutoencoder: autoencoder("GreedyAutoencoder"),
    DenoisingAutoencoder: autoencoder("DenoisingAutoencoder"),
    SparseAutoencoder: autoencoder("SparseAutoencoder"),
    VariationalAutoencoder: autoencoder("VariationalAutoencoder"),
    ConvolutionalAutoencoder: autoencoder("ConvolutionalAutoencoder", { codings: 2, hidden: [3] }, { examples: images }),
    Convolutional1dAutoencoder: autoencoder("Convolutional1dAutoencoder", { codings: 2, hidden: [3] }, { examples: sequences }),
    RecurrentAutoencoder: autoencoder("RecurrentAutoencoder", { codings: 2, hidden: [4] }, { examples: sequences }),
    PretrainedClassifier: {
      make: () => new codings.PretrainedClassifier(pretrained, { frozenEpochs: 2, tunedEpochs: 1 }),
      create: (options) => new codings.PretrainedClassifier(pretrained, options),
      fit: (own, examples, options) => {
        const labels = Int32Array.from({ length: examples?.shape[0] ?? 1 }, (_, row) => row % 2);
        return own.fit(examples, codings.ndarray("int32", [labels.length], labels), { warn: () => {}, ...options });
      },
      wrong: { seed: [-1, 1.5], frozenEpochs: [-1], tunedLearningRate: [0], dropout: [1], classes: [0] },
    },
    Sequential: model(() => codings.sequential([dense(2), dense(5)])),
    Model: model(() => {
      const x = codings.input([5]);
      return new codings.Model({ inputs: x, outputs: dense(5).apply(dense(2).apply(x)) });
    }),
  };
};
