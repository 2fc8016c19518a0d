import { family } from "../family.ts";
import { planDense } from "../plan/dense.ts";
import { denseStack } from "./dense-stack.ts";

/**
 * Dense SELU layers of any depth down to the codings, and the same layers in reverse up again (Géron, chapter 17, "Stacked
 * Autoencoders").
 */
export const stacked = family({
  name: "stacked",
  title: "Stacked",
  summary: "dense layers down to the codings and up again",
  section: "Stacked Autoencoders",
  aliases: ["ae", "dense", "deep", "sae"],
  examples: "any",
  defaults: {
    codings: 30,
    hidden: [100],
    loss: "binaryCrossentropy",
    optimizer: "sgd",
    learningRate: 1.5,
    batchSize: 32,
    epochs: 10,
  },
  plan: planDense,
  build: (settings) => denseStack(settings),
});
