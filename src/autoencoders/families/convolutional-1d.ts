import { conv1d, conv1dTranspose, cropping1d, maxPooling1d, zeroPadding1d } from "../../layers/index.ts";
import { sequential } from "../../models/sequential.ts";
import { choice, family } from "../family.ts";
import { paddingFor } from "../plan/blocks.ts";
import { planAlongTime } from "../plan/convolutions.ts";
import { KERNEL } from "../plan/start-blocks.ts";
import { stacked } from "./stacked.ts";

/**
 * Convolutions and pooling along time in the encoder, and transposed convolutions in the decoder: for sequences [time, features]
 * of any length. The codings are shorter sequences [time / 2ᵏ, codings] after k layers. A layer whose input is a single step
 * doesn't halve it.
 */
export const convolutional1d = family({
  name: "convolutional-1d",
  title: "Convolutional along time",
  summary: "convolutions and pooling along time, for sequences of any length",
  section: "Convolutional Autoencoders",
  aliases: ["conv1d"],
  examples: "sequences",
  defaults: { ...stacked.defaults, codings: 8, hidden: [32, 16], optimizer: "adam", learningRate: 0.001, epochs: 20 },
  // A feature has the same scale at each step.
  scaledBy: () => "feature",
  options: {
    /** Default: `strides` for arrays, and `max` for tables. */
    pooling: choice("pooling", ["max", "strides"], "how each layer halves the steps"),
  },
  plan: planAlongTime,
  build({ inputShape, hidden, codings, outputActivation, pooling }) {
    const [time, features] = inputShape as readonly [number, number];
    if (pooling === "strides") {
      const padding = paddingFor(time, hidden.length + 1);
      const isPadded = padding.some((steps) => steps > 0);
      const halving = { strides: 2, padding: "same" } as const;
      const down = [...hidden, codings].map((filters, i) =>
        conv1d(filters, KERNEL, { ...halving, activation: i === hidden.length ? "linear" : "selu" }),
      );
      const up = [...hidden.toReversed(), features].map((filters, i) =>
        conv1dTranspose(filters, KERNEL, { ...halving, activation: i === hidden.length ? outputActivation : "selu" }),
      );
      return {
        encoder: sequential([...(isPadded ? [zeroPadding1d({ padding })] : []), ...down], { name: "encoder" }),
        decoder: sequential([...up, ...(isPadded ? [cropping1d({ cropping: padding })] : [])], { name: "decoder" }),
      };
    }
    const lengths = [...hidden, codings].map((_, i) => Math.max(1, time >> i));
    const down = [...hidden, codings].flatMap((filters, i) => [
      conv1d(filters, 3, { padding: "same", activation: "selu" }),
      ...(lengths[i]! > 1 ? [maxPooling1d()] : []),
    ]);
    const up = lengths.toReversed().map((length, i) => {
      const filters = hidden.toReversed()[i];
      return conv1dTranspose(filters ?? features, 3, {
        strides: length > 1 ? 2 : 1,
        padding: length > 1 && length % 2 === 1 ? "valid" : "same",
        activation: filters === undefined ? outputActivation : "selu",
      });
    });
    return { encoder: sequential(down, { name: "encoder" }), decoder: sequential(up, { name: "decoder" }) };
  },
});
