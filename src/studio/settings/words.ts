import type { NoiseName } from "../../autoencoders/noise.ts";

/** The losses in words, with their units. */
export const LOSS_NAMES: Readonly<Record<string, string>> = {
  binaryCrossentropy: "cross-entropy (nats per pixel)",
  mse: "mean squared error",
  mae: "mean absolute error",
  huber: "Huber loss",
  mixed: "loss of the columns",
};

export const DATA_NAMES: Readonly<Record<string, string>> = {
  mnist: "Digits (MNIST)",
  garments: "Garments (drawn)",
  "points-3d": "Points in space",
  file: "Your file",
};

/** Noises of pictures and numbers alike. */
export const NOISE_NAMES = {
  gaussian: "Gaussian",
  dropout: "dropout",
  masking: "masking",
  saltAndPepper: "salt and pepper",
} as const satisfies Partial<Record<NoiseName, string>>;
