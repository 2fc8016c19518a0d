import { ShapeError } from "../../core/errors.ts";
import { message, option } from "../../core/message.ts";
import { conv2d, conv2dTranspose, cropping2d, type Layer, maxPooling2d, reshape, zeroPadding2d } from "../../layers/index.ts";
import { sequential } from "../../models/sequential.ts";
import { choice, family } from "../family.ts";
import { paddingFor } from "../plan/blocks.ts";
import { planImages } from "../plan/convolutions.ts";
import { KERNEL } from "../plan/start-blocks.ts";
import { stacked } from "./stacked.ts";

/**
 * Convolutions and pooling in the encoder, and transposed convolutions in the decoder: for images [height, width] or [height,
 * width, channels]. The codings are maps [height / 2ᵏ, width / 2ᵏ, codings] after k layers (Géron, chapter 17, "Convolutional
 * Autoencoders"). For images other than the lecture's, convolutions with strides replace pooling (Springenberg et al., 2015) and
 * the codings have no activation. Whatever neighbouring pixels have in common can then pass unchanged.
 */
export const convolutional = family({
  name: "convolutional",
  title: "Convolutional",
  summary: "convolutions and pooling, for images",
  section: "Convolutional Autoencoders",
  aliases: ["cae", "cnn", "conv"],
  examples: "images",
  defaults: { ...stacked.defaults, codings: 64, hidden: [16, 32], learningRate: 1, epochs: 5 },
  // Filters are the same at all places, so each channel has one scale for all places.
  scaledBy: (inputShape) => (inputShape.length === 3 ? "feature" : "all"),
  options: {
    /** Default: `max` for the lecture's images, and `strides` for others. */
    pooling: choice("pooling", ["max", "strides"], "how each layer halves the sides"),
  },
  plan: planImages,
  build({ inputShape, hidden, codings, outputActivation, pooling }) {
    const [height, width, channels = 1] = inputShape as readonly [number, number, number?];
    const filters = [...hidden, codings];
    // Convolutions with strides also halve odd sides, because zeros are added around them.
    const least = pooling === "strides" ? 2 : 2 ** filters.length;
    if (Math.min(height, width) < least)
      throw new ShapeError(
        message`Images of ${height} x ${width} can't be halved ${filters.length} times, once in each layer: they must be at least ${least} x ${least}. Use larger images (${option("size")}), fewer hidden layers (${option("hidden")}), or ${option("family", "stacked")}.`,
      );
    if (pooling === "strides") {
      const padding = [paddingFor(height, filters.length), paddingFor(width, filters.length)] as const;
      const isPadded = padding.flat().some((pixels) => pixels > 0);
      const halving = { strides: 2, padding: "same" } as const;
      const down = filters.map((maps, i) =>
        conv2d(maps, KERNEL, { ...halving, activation: i === hidden.length ? "linear" : "selu" }),
      );
      const up = [...hidden.toReversed(), channels].map((maps, i) =>
        conv2dTranspose(maps, KERNEL, { ...halving, activation: i === hidden.length ? outputActivation : "selu" }),
      );
      return {
        encoder: sequential([reshape([height, width, channels]), ...(isPadded ? [zeroPadding2d({ padding })] : []), ...down], {
          name: "encoder",
        }),
        decoder: sequential([...up, ...(isPadded ? [cropping2d({ cropping: padding })] : []), reshape(inputShape)], {
          name: "decoder",
        }),
      };
    }
    const down = filters.flatMap((maps) => [conv2d(maps, 3, { padding: "same", activation: "selu" }), maxPooling2d()]);
    const sizes = filters.map((_, i) => [height >> i, width >> i] as const);
    const up = sizes.toReversed().map((size, i) => {
      const maps = hidden.toReversed()[i];
      return enlarged(size, maps ?? channels, maps === undefined ? outputActivation : "selu");
    });
    return {
      encoder: sequential([reshape([height, width, channels]), ...down], { name: "encoder" }),
      decoder: sequential([...up, reshape(inputShape)], { name: "decoder" }),
    };
  },
});

/**
 * Creates a transposed convolution that doubles height and width, or returns an odd size if pooling left out a row or column. If
 * only one of the two sizes is odd, the kernel has length 2 along the other one. Every pixel of the result is then a sum of
 * products, even at the edges.
 */
function enlarged([height, width]: readonly [number, number], maps: number, activation: "selu" | "sigmoid" | "linear"): Layer {
  const odd = [height % 2, width % 2] as const;
  if (odd[0] === odd[1]) return conv2dTranspose(maps, 3, { strides: 2, padding: odd[0] ? "valid" : "same", activation });
  return conv2dTranspose(maps, [2 + odd[0], 2 + odd[1]], { strides: 2, padding: "valid", activation });
}
