import { sizeOf } from "../../core/ndarray.ts";
import { gaussianCodings } from "../../layers/index.ts";
import { family, positive } from "../family.ts";
import { planDense } from "../plan/dense.ts";
import { noiseOf } from "../plan/start-dense.ts";
import { denseStack } from "./dense-stack.ts";

/**
 * The encoder returns a normal distribution of the codings, from which they are drawn. The loss keeps it near the standard normal
 * distribution, so that a draw from that decodes to a new example (Géron, chapter 17, "Variational Autoencoders"; Kingma &
 * Welling, 2014). The divergence is divided by the number of inputs, because the reconstruction loss is their mean.
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
  options: {
    /**
     * Weight of the divergence in the loss. Default: 1 / inputs for the lecture's images. For other examples it is
     * twice the noise of probabilistic PCA, divided by the number of inputs.
     */
    klWeight: positive("weight of the divergence in the loss"),
  },
  plan: (about) =>
    planDense(about, {
      own: (principal, codings) => ({ klWeight: (2 * noiseOf(principal, codings)) / principal.width }),
    }),
  build: (settings) => {
    const { codings, inputShape, klWeight: weight = 1 / sizeOf(inputShape) } = settings;
    return denseStack(settings, { coding: [gaussianCodings(codings, { weight })] });
  },
  prior: (source) => source.normal(),
});
