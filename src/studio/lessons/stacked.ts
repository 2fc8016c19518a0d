import { type Lesson, setting } from "./lesson.ts";

export const stacked: Lesson = {
  name: "stacked",
  title: "Stacked autoencoders",
  summary: "More layers, the decoder the encoder's mirror image, can learn more complex codings.",
  text: [
    "A stacked (deep) autoencoder has several hidden layers. It is usually symmetric about the codings: 784, 100, 30, 100, 784. Its activations are SELU, its outputs go through a sigmoid, and its loss is the cross-entropy of each pixel, taken as a probability.",
    "One mustn't make it too powerful: an encoder that maps each training example to a number of its own, and a decoder that knows them by heart, would copy perfectly and have learned nothing that serves for new examples. That is what the validation loss watches.",
  ],
  steps: [
    {
      text: "See the layers, their sizes and their parameters.",
      action: { label: "Show the network", tab: "network" },
      observe: "nearly all parameters are in the first and the last layer, which have 784 pixels at one side.",
    },
    {
      text: "Train a larger one.",
      action: { label: "Hidden layers of 300 and 100", settings: { hidden: [300, 100] }, tab: "learn" },
      observe: "compare the validation loss with the run before, which stays in the plot, dotted.",
    },
    {
      text: "Ten times slower, ten times too careful.",
      action: { label: "Learning rate 0.1", settings: { learningRate: 0.1 }, tab: "learn" },
      observe: "after as many epochs the validation loss is far from where it was with 1.5.",
    },
    {
      text: "And too fast.",
      action: { label: "Learning rate 30", settings: { learningRate: 30 }, tab: "learn" },
      observe: "within the first steps the loss is no number any more; the page says at which step, and what to try.",
    },
  ],
  settings: setting("stacked"),
};
