import { type Lesson, setting } from "./lesson.ts";

export const stacked: Lesson = {
  name: "stacked",
  title: "Stacked autoencoders",
  summary: "An autoencoder with several hidden layers can learn more complex codings.",
  text: [
    "A stacked (deep) autoencoder has several hidden layers. It is usually symmetric around the codings: 784, 100, 30, 100, 784. Its activations are SELU, and its outputs go through a sigmoid. Its loss is the cross-entropy of each pixel, which is treated as a probability.",
    "Don't make the autoencoder too powerful. An encoder could map each training example to a different number, and the decoder could learn these numbers by heart. It would copy the training examples perfectly but fail on new ones. The validation loss shows whether this happens.",
  ],
  steps: [
    {
      text: "Look at the layers, their sizes and their parameters.",
      action: { label: "Show the network", tab: "network" },
      observe: "nearly all parameters are in the first and the last layer, which connect to the 784 pixels.",
    },
    {
      text: "Train a larger autoencoder.",
      action: { label: "Hidden layers of 300 and 100", settings: { hidden: [300, 100] }, tab: "learn" },
      observe: "compare the validation loss with that of the previous run, which stays in the plot as a dotted line.",
    },
    {
      text: "Use a learning rate that is too low.",
      action: { label: "Learning rate 0.1", settings: { learningRate: 0.1 }, tab: "learn" },
      observe: "after the same number of epochs the validation loss is much higher than with a learning rate of 1.5.",
    },
    {
      text: "Use a learning rate that is too high.",
      action: { label: "Learning rate 30", settings: { learningRate: 30 }, tab: "learn" },
      observe:
        "within the first steps the loss is no longer a finite number. The page reports the step at which this happened and what to try.",
    },
  ],
  settings: setting("stacked"),
};
