import { type Lesson, setting } from "./lesson.ts";

export const sparse: Lesson = {
  name: "sparse",
  title: "Sparse autoencoders",
  summary: "Use many codings but let only a few be active at a time, so that each represents something useful.",
  text: [
    "Instead of using few codings, you can allow only a few of them to be active. Here 300 codings go through a sigmoid, and a penalty is added to the loss. It is either the sum of the codings (L1), or the Kullback-Leibler divergence between each coding's mean activity over a batch and a target of 10 %.",
    "If you may only use a few words, each word has to mean more. In the same way, each unit learns to detect a useful feature.",
  ],
  steps: [
    {
      text: "Watch the histograms of the codings.",
      action: { label: "Show the training", tab: "learn" },
      observe: "most codings are close to zero for most examples.",
    },
    {
      text: "Make the penalty stricter: a target of 2 %.",
      action: { label: "Target 2 %", settings: { sparsity: "kl:0.02" } },
      observe:
        "the histograms move further to the left, and the validation loss is a little higher: fewer active codings make a worse reconstruction.",
    },
    {
      text: "Use the L1 penalty.",
      action: { label: "L1", settings: { sparsity: "l1:0.001" } },
      observe:
        "it reduces all codings equally, including the useful ones. Most of them become inactive (their histogram is a single bar), and the others must do all the work.",
    },
  ],
  settings: setting("sparse"),
};
