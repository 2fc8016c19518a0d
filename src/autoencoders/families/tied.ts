import { dense, denseTranspose, flatten, reshape } from "../../layers/index.ts";
import { sequential } from "../../models/sequential.ts";
import { family } from "../family.ts";
import { planDense } from "../plan/dense.ts";
import { stacked } from "./stacked.ts";

/** A stacked autoencoder whose decoder has the encoder's kernels, transposed, and biases of its own: half the parameters (Géron, chapter 17, "Tying Weights"). */
export const tied = family({
  name: "tied",
  title: "Tied weights",
  summary: "stacked autoencoder whose decoder uses the encoder's weights, transposed",
  section: "Tying Weights",
  examples: "any",
  defaults: stacked.defaults,
  // The decoder transposes the encoder's kernels, so the encoder has no inputs that the decoder doesn't give.
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
