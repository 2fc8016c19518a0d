import type { NdArray } from "../../core/ndarray.ts";
import { family } from "../family.ts";
import { planDense } from "../plan/dense.ts";
import { denseStack } from "./dense-stack.ts";

/**
 * Without activations and with the squared error, it learns the plane of PCA (Géron, chapter 17, "Performing PCA with an
 * Undercomplete Linear Autoencoder").
 */
export const linear = family({
  name: "linear",
  title: "Linear (PCA)",
  summary: "no activations and the squared error, so that it learns the plane of PCA",
  section: "Performing PCA with an Undercomplete Linear Autoencoder",
  aliases: ["pca"],
  examples: "any",
  defaults: { codings: 2, hidden: [], loss: "mse", optimizer: "sgd", learningRate: 1.5, batchSize: 32, epochs: 20 },
  suitsDefaults: arePoints,
  plan: (about) => planDense(about, { isLinear: true }),
  build: (settings) => denseStack({ ...settings, outputActivation: "linear" }, { activation: "linear" }),
});

/**
 * Returns whether examples are points [n, 3] within a distance of about 1 from the origin, for which the lecture's learning rate
 * is 1.5.
 */
function arePoints({ shape, data }: NdArray): boolean {
  if (shape.length !== 2 || shape[1] !== 3) return false;
  const squares = (data as Float32Array).reduce((sum, x) => sum + x * x, 0);
  return squares / shape[0]! <= 1.5;
}
