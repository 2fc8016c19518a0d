import { type Lesson, setting } from "./lesson.ts";

export const convolutional: Lesson = {
  name: "convolutional",
  title: "Convolutional autoencoders",
  summary: "For images: the encoder uses convolutions and pooling, the decoder uses transposed convolutions.",
  text: [
    "Dense layers treat the pixels as a list, which wastes parameters if the images are larger than these. A convolutional encoder reduces the height and width and increases the number of feature maps: 28 × 28 × 1, then 14 × 14 × 16, 7 × 7 × 32, 3 × 3 × 64. The decoder does the reverse.",
  ],
  steps: [
    {
      text: "Look at the feature maps, which become smaller and more numerous from layer to layer.",
      action: { label: "Show the network", tab: "network" },
      observe: "there are 46,529 parameters in total, fewer than a third of those of the stacked autoencoder.",
    },
    {
      text: "Watch the training. Each image needs more computation than with dense layers, so give it a minute.",
      action: { label: "Show the training", tab: "learn" },
      observe:
        "the validation loss falls below that of the stacked autoencoder. However, the codings consist of 576 numbers: 3 × 3 × 64.",
    },
    {
      text: "Fewer feature maps in the encoder's last layer mean fewer codings.",
      action: { label: "8 maps", settings: { codings: 8 }, tab: "learn" },
      observe: "with only 72 codings the reconstructions are still almost as good.",
    },
  ],
  settings: setting("convolutional", { data: "garments", count: 1500, epochs: 10 }),
};
