import type { NoiseName } from "../../autoencoders/noise.ts";

/** The losses in words, with their units, for axis labels. */
export const LOSS_NAMES: Readonly<Record<string, string>> = {
  binaryCrossentropy: "cross-entropy (nats per pixel)",
  mse: "mean squared error",
  mae: "mean absolute error",
  huber: "Huber loss",
  mixed: "mixed loss of all columns",
};

export const DATA_NAMES: Readonly<Record<string, string>> = {
  mnist: "Digits (MNIST)",
  garments: "Garments (generated)",
  "points-3d": "Points in space",
  file: "Your file",
};

/** One line of help for each field of the settings. */
export const SETTING_HELP = {
  data: "The examples to train on.",
  device: "Computes on this device from the next run on. The last digits of the losses differ on a GPU.",
  label: "Column with the known classes. It isn't used for training.",
  count: "Number of examples to use.",
  family: "The kind of autoencoder.",
  codings: "Number of values that each example is compressed to.",
  hidden: "Units of the encoder's hidden layers, such as 300, 100. The decoder mirrors them.",
  noise: "Noise added to the inputs in training.",
  deviation: "Standard deviation of the noise.",
  share: "Share of the inputs that the noise changes, 0 to 1.",
  sparsity: "Penalty that keeps most codings near zero.",
  target: "Mean activity of each coding that the penalty aims for.",
  weight: "Weight of the penalty in the loss.",
  fineTune: "Trains all layers together after the separate phases.",
  optimizer: "Algorithm that updates the weights.",
  learningRate: "Size of each update of the weights.",
  batchSize: "Number of examples per update.",
  epochs: "Number of passes over the training examples.",
  validation: "Share of the examples that isn't used for training, to measure the validation loss.",
  seed: "Number that fixes all random choices, so that a run can be repeated.",
} as const;

/** The kinds of noise that fit both pictures and numbers. */
export const NOISE_NAMES = {
  gaussian: "Gaussian",
  dropout: "dropout",
  masking: "masking",
  saltAndPepper: "salt and pepper",
} as const satisfies Partial<Record<NoiseName, string>>;
