import { type Lesson, setting } from "./lesson.ts";

export const reconstructions: Lesson = {
  name: "reconstructions",
  title: "Visualizing the reconstructions",
  summary: "To see whether an autoencoder is well trained, compare held-out examples with their reconstructions.",
  text: [
    "The differences shouldn't be too large. If the reconstructions lose too much, train longer, make the encoder and the decoder deeper, or use more codings. But a network that is too powerful copies its inputs perfectly without learning any useful pattern.",
  ],
  steps: [
    {
      text: "The examples in the grid are held out, so they aren't used for training. Drag the slider below the buttons back to any earlier moment of the run.",
      observe:
        "first the outline of an average garment appears, then the kind of garment, then its details. Patterns such as stripes hardly appear, because they contribute little to the loss.",
    },
    {
      text: 'Slow the training down to watch each step: press Pause and Reset, choose the speed "5 steps/s", and press Run.',
      observe:
        "after a few steps the model already returns the mean image. Each kind of garment takes shape within a few hundred steps.",
    },
    {
      text: "Draw a garment of your own.",
      action: { label: "Draw a garment", tab: "noise" },
      observe: "the model paints what it knows: even a drawing that isn't a garment is reconstructed as one.",
    },
  ],
  settings: setting("stacked", { data: "garments" }),
};
