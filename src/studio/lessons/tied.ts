import { type Lesson, setting } from "./lesson.ts";

export const tied: Lesson = {
  name: "tied",
  title: "Tying weights",
  summary: "The decoder uses the encoder's weights, transposed: half the parameters, less to overfit.",
  text: [
    "Where an autoencoder is neatly symmetric, the decoder's weights can be the encoder's, turned around: layer N - L + 1 takes the transpose of layer L's kernel. The biases stay its own. That halves the weights, makes training faster, and is a guard against overfitting.",
  ],
  steps: [
    {
      text: "First without: a stacked autoencoder.",
      action: { label: "Train it untied", settings: { family: "stacked" }, tab: "learn" },
      observe: "163,814 parameters, and where its validation loss ends.",
    },
    {
      text: "Tie the weights.",
      action: { label: "Tie the weights", settings: {}, tab: "learn" },
      observe:
        "82,414 parameters, half as many. Watch the validation loss against the run before, dotted: it is lower, not higher.",
    },
    {
      text: "See which layers share what.",
      action: { label: "Show the network", tab: "network" },
    },
  ],
  settings: setting("tied"),
};
