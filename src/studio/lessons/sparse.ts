import { type Lesson, setting } from "./lesson.ts";

export const sparse: Lesson = {
  name: "sparse",
  title: "Sparse autoencoders",
  summary: "Many codings, few of them active at a time: each comes to stand for something.",
  text: [
    "Another constraint than few codings is that few may be active. Here 300 codings go through a sigmoid, and a penalty is added to the loss: on their sum (L1), or on the divergence (Kullback-Leibler) of each one's mean activity over a batch from a target, 10 %.",
    "Speaking with few words makes each word mean more: so units come to detect what is useful.",
  ],
  steps: [
    {
      text: "Watch the codings' histograms.",
      action: { label: "Show the learning", tab: "learn" },
      observe: "most codings stand near zero for most examples.",
    },
    {
      text: "A stronger wish: 2 % active.",
      action: { label: "Target 2 %", settings: { sparsity: "kl:0.02" } },
      observe:
        "the histograms huddle further to the left, and the validation loss is a little higher: speaking with fewer words costs something.",
    },
    {
      text: "The sum's way.",
      action: { label: "L1", settings: { sparsity: "l1:0.001" } },
      observe:
        "it presses all codings down alike, the useful ones too: most of them go dead, their histograms a single bar, and the rest must do the work.",
    },
  ],
  settings: setting("sparse"),
};
