import { dense, denseTranspose, flatten, reshape } from "../../layers/index.ts";
import { sequential } from "../../models/sequential.ts";
import { family } from "../family.ts";
import { planDense } from "../plan/dense.ts";
import { stacked } from "./stacked.ts";

/**
 * A stacked autoencoder whose decoder uses the transposed kernels of the encoder, with biases of its own. It has about half the
 * parameters (Géron, chapter 17, "Tying Weights").
 */
export const tied = family({
  name: "tied",
  title: "Tied weights",
  summary: "stacked autoencoder whose decoder uses the encoder's weights, transposed",
  section: "Tying Weights",
  examples: "any",
  defaults: stacked.defaults,
  // The decoder transposes the kernels of the encoder, so the encoder can't have inputs that the decoder doesn't return.
  tellsMissing: false,
  plan: (about) => planDense(about, { projects: false }),
  build({ inputShape, hidden, codings, outputActivation }) {
    const down = [...hidden, codings].map((units) => dense(units, { activation: "selu" }));
    const up = down
      .toReversed()
      .map((layer, i) => denseTranspose(layer, { activation: i === down.length - 1 ? outputActivation : "selu" }));
    return {
      encoder: sequential([flatten(), ...down], { name: "encoder" }),
      decoder: sequential([...up, reshape(inputShape)], { name: "decoder" }),
    };
  },
});
