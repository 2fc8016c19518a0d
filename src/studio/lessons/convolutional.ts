import { type Lesson, setting } from "./lesson.ts";

export const convolutional: Lesson = {
  name: "convolutional",
  title: "Convolutional autoencoders",
  summary: "For images: filters that look everywhere, pooling on the way down, transposed convolutions on the way up.",
  text: [
    "Dense layers treat pixels as a list; for images larger than these that wastes parameters. A convolutional encoder makes the image smaller and its maps more: 28 × 28 × 1, then 14 × 14 × 16, 7 × 7 × 32, 3 × 3 × 64. The decoder goes the other way.",
  ],
  steps: [
    {
      text: "See the maps that become smaller and more.",
      action: { label: "Show the network", tab: "network" },
      observe: "46,529 parameters in all, fewer than a third of the stacked one's.",
    },
    {
      text: "Watch it learn. It takes more work for each image than the dense one, so give it a minute.",
      action: { label: "Show the learning", tab: "learn" },
      observe: "its validation loss goes below the stacked autoencoder's. Its codings are 576 numbers, though: 3 × 3 × 64.",
    },
    {
      text: "Fewer maps at the end are fewer codings.",
      action: { label: "8 maps", settings: { codings: 8 }, tab: "learn" },
      observe: "72 codings, and how little the reconstructions lose.",
    },
  ],
  settings: setting("convolutional", { data: "garments", count: 1500, epochs: 10 }),
};
