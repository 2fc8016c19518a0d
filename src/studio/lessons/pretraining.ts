import { type Lesson, setting } from "./lesson.ts";

export const pretraining: Lesson = {
  name: "pretraining",
  title: "Unsupervised pretraining",
  summary: "Train an autoencoder on all examples, then use its encoder in a classifier that needs only a few labels.",
  text: [
    "Labels are expensive, because people have to assign them, while examples without labels are often plentiful. So first train an autoencoder on all examples. Then put a small classification layer on its encoder, and train that on the few labelled examples: first with the encoder frozen, then all layers together with a low learning rate.",
  ],
  steps: [
    {
      text: "Train this model for some epochs. It is a wide denoising autoencoder that fills in half of its inputs, which helps the classifier most.",
      observe: "no label has been used so far.",
    },
    {
      text: "Choose a number of labels below and train two classifiers: one that starts from this encoder, and one with the same layers from scratch.",
      observe:
        "the pretrained classifier is more accurate on the held-out digits. The fewer labels there are, the larger its advantage.",
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
