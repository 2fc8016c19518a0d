import { type Lesson, setting } from "./lesson.ts";

export const pretraining: Lesson = {
  name: "pretraining",
  title: "Unsupervised pretraining",
  summary: "Learn from all examples, label a few: an encoder that has learned makes a better classifier.",
  text: [
    "Labels are dear: somebody must give them. Examples without labels are often plenty. So first train an autoencoder on all of them; then put a small layer for the classes on its encoder, and train that on the few examples that have labels, first with the encoder frozen, then as a whole at a low rate.",
  ],
  steps: [
    {
      text: "Let this one learn for some epochs: a wide denoising autoencoder, which fills in half of its inputs, is what helps most.",
      observe: "no label is used so far.",
    },
    {
      text: "Choose a number of labels below, and train both classifiers: one on this encoder, one of the same layers from scratch.",
      observe: "the pretrained one finds more of the held-out digits. The fewer labels, the more it gains.",
    },
  ],
  settings: setting("denoising", {
    hidden: [500],
    codings: 250,
    noise: "masking:0.5",
    optimizer: "nadam",
    learningRate: 0.001,
    epochs: 10,
  }),
  experiment: "few-labels",
};
