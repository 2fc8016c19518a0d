import { type Lesson, setting } from "./lesson.ts";

export const codings: Lesson = {
  name: "codings",
  title: "Efficient data representations",
  summary: "Why copying becomes learning when there isn't room for a copy.",
  text: [
    "Which is easier to remember: 40, 27, 25, 36, 81, 57, 10, 73, 19, 68, or 50, 48, 46, 44, 42, 40, 38, 36, 34, 32, 30, 28? The second list is longer, but it has a pattern: even numbers downwards from 50. Whoever sees the pattern needs no more than that.",
    "An autoencoder is made to find such patterns. Its encoder turns an example into a few numbers, the codings; its decoder turns them back into the example. It is trained to copy its input, and it can't: there are 784 pixels and only a few codings. So the codings must carry what matters.",
  ],
  steps: [
    {
      text: "Here 784 pixels go through 30 codings. Watch the reconstructions from the first epoch on.",
      observe: "at first all look alike: the mean of all digits. Then strokes that many digits share come in.",
    },
    {
      text: "Leave it almost no room.",
      action: { label: "2 codings", settings: { codings: 2 } },
      observe:
        "reconstructions stay blurred, and the loss stops falling early: two numbers can't say which digit, how slanted and how thick.",
    },
    {
      text: "Give it more than it needs.",
      action: { label: "200 codings", settings: { codings: 200 } },
      observe:
        "with more codings the copies are sharper, but the codings say less about what is common. Later lessons constrain them in other ways: noise, sparsity, a distribution.",
    },
  ],
  settings: setting("stacked"),
};
