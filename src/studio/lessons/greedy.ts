import { type Lesson, setting } from "./lesson.ts";

export const greedy: Lesson = {
  name: "greedy",
  title: "Training one autoencoder at a time",
  summary: "Train shallow autoencoders one after the other, each on the codings of the previous one, and stack them at the end.",
  text: [
    "Instead of training a deep autoencoder at once, you can train shallow autoencoders one after the other. The first learns to reconstruct the examples, the second learns to reconstruct the codings of the first, and so on. Their layers are then stacked into one deep autoencoder.",
    "This greedy training helped to revive deep networks in 2006 (Hinton and others). Today most networks are trained at once.",
  ],
  steps: [
    {
      text: "Watch both phases of the training.",
      observe:
        "the plot shows one phase at a time. The reconstructions go through all layers, so they look like noise in phase 1, while the inner layers are still untrained, and become clear soon after phase 2 begins. The loss of phase 2 is the squared error of codings, so you can't compare it with the loss of phase 1.",
    },
    {
      text: "Train all layers together at the end.",
      action: { label: "Fine-tune", settings: { fineTune: true } },
      observe:
        "in phase 3 the loss is computed on the pixels again, through all layers. It still falls, because each earlier phase trained its own layers only.",
    },
  ],
  settings: setting("greedy", { epochs: 10 }),
};
