import { type Lesson, setting } from "./lesson.ts";

export const tied: Lesson = {
  name: "tied",
  title: "Tying weights",
  summary: "The decoder uses the encoder's weights, transposed: this halves the parameters and reduces overfitting.",
  text: [
    "If an autoencoder is symmetric, its decoder can use the transposed weights of the encoder: layer N - L + 1 uses the transpose of layer L's kernel. Each layer still has its own biases. Tied weights halve the number of weights, make training faster and reduce the risk of overfitting.",
  ],
  steps: [
    {
      text: "First train a stacked autoencoder without tied weights.",
      action: { label: "Train without tied weights", settings: { family: "stacked" }, tab: "learn" },
      observe: "it has 163,814 parameters. Note its final validation loss.",
    },
    {
      text: "Now tie the weights.",
      action: { label: "Tie the weights", settings: {}, tab: "learn" },
      observe:
        "there are 82,414 parameters, about half as many. Compare the validation loss with that of the previous run, the dotted line: it is lower, not higher.",
    },
    {
      text: "Look at which layers share their weights.",
      action: { label: "Show the network", tab: "network" },
    },
  ],
  settings: setting("tied"),
};
