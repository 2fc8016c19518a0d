import { family } from "../family.ts";
import { planDense } from "../plan/dense.ts";
import { denseStack } from "./dense-stack.ts";
import { stacked } from "./stacked.ts";

/**
 * A stacked autoencoder that takes noisy inputs and learns to return the clean ones (Géron, chapter 17, "Denoising Autoencoders";
 * Vincent et al., 2008).
 */
export const denoising = family({
  name: "denoising",
  title: "Denoising",
  summary: "stacked autoencoder that learns to remove noise from its inputs",
  section: "Denoising Autoencoders",
  aliases: ["dae", "denoise"],
  examples: "any",
  defaults: { ...stacked.defaults, learningRate: 1, noise: { kind: "gaussian", amount: 0.2 } },
  plan: planDense,
  build: (settings) => denseStack(settings),
});
