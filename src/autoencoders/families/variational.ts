import { sizeOf } from "../../core/ndarray.ts";
import { gaussianCodings } from "../../layers/index.ts";
import { family } from "../family.ts";
import { denseStack } from "./dense-stack.ts";

/**
 * Codings drawn from a normal distribution that the encoder gives, held near the standard normal one, so that a draw from that decodes to a new
 * example (Géron, chapter 17, "Variational Autoencoders"; Kingma & Welling, 2014). The divergence is divided by the number of inputs, as the
 * reconstruction loss is their mean.
 */
export const variational = family({
  name: "variational",
  title: "Variational",
  summary: "codings near a normal distribution, from which new examples can be drawn",
  section: "Variational Autoencoders",
  aliases: ["vae"],
  examples: "any",
  defaults: {
    codings: 10,
    hidden: [150, 100],
    loss: "binaryCrossentropy",
    optimizer: "rmsprop",
    learningRate: 0.001,
    batchSize: 128,
    epochs: 25,
  },
  build: (settings) =>
    denseStack(settings, { coding: [gaussianCodings(settings.codings, { weight: 1 / sizeOf(settings.inputShape) })] }),
  prior: (source) => source.normal(),
});
