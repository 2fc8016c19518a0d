import { type Lesson, setting } from "./lesson.ts";

export const codings: Lesson = {
  name: "codings",
  title: "Efficient data representations",
  summary: "An autoencoder that has too little room to copy its input has to learn its patterns.",
  text: [
    "Which is easier to remember: 40, 27, 25, 36, 81, 57, 10, 73, 19, 68, or 50, 48, 46, 44, 42, 40, 38, 36, 34, 32, 30, 28? The second list is longer, but it has a pattern: even numbers downwards from 50. If you notice the pattern, you can remember the whole list.",
    "An autoencoder is made to find such patterns. Its encoder turns an example into a few numbers, the codings; its decoder turns them back into the example. It is trained to copy its input, and it can't: there are 784 pixels and only a few codings. So the codings must carry what matters.",
  ],
  steps: [
    {
      text: "Here 784 pixels go through 30 codings. Watch the reconstructions from the first epoch on.",
      observe: "at first all reconstructions look like the mean of all digits. Then the strokes that many digits share appear.",
    },
    {
      text: "Leave the autoencoder almost no room.",
      action: { label: "2 codings", settings: { codings: 2 } },
      observe:
        "the reconstructions stay blurred, and the loss stops falling early. Two numbers can't describe which digit it is, how slanted it is and how thick its lines are.",
    },
    {
      text: "Give it more codings than it needs.",
      action: { label: "200 codings", settings: { codings: 200 } },
      observe:
        "with more codings the copies are sharper, but each coding says less about what the examples have in common. Later lessons constrain the codings in other ways: with noise, sparsity or a distribution.",
    },
  ],
  settings: setting("stacked"),
};
