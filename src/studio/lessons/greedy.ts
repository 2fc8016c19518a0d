import { type Lesson, setting } from "./lesson.ts";

export const greedy: Lesson = {
  name: "greedy",
  title: "Training one autoencoder at a time",
  summary: "Shallow autoencoders, each on the codings of the one before, stacked at the end.",
  text: [
    "In place of the whole at once one can train one shallow autoencoder after the other: the first learns to copy the examples; the second learns to copy the codings of the first; and so on. Their layers are then stacked into one deep autoencoder.",
    "It was this greedy training that started the return of deep networks in 2006 (Hinton and others). Today most are trained in one go.",
  ],
  steps: [
    {
      text: "Watch both phases: the second begins where the loss changes its kind.",
      observe:
        "the curve is that of one phase. The reconstructions go through all layers, so they stay noise through phase 1, while the inner layers haven't learned, and come within moments of phase 2. Its loss is the squared error of codings: it can't be compared with that of phase 1.",
    },
    {
      text: "Train the whole at the end.",
      action: { label: "Fine-tune", settings: { fineTune: true } },
      observe:
        "in phase 3 the loss is that of the pixels again, through all layers, and falls from there: the phases had each cared for themselves alone.",
    },
  ],
  settings: setting("greedy", { epochs: 10 }),
};
