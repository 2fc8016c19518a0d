import { type Lesson, setting } from "./lesson.ts";

export const variational: Lesson = {
  name: "variational",
  title: "Variational autoencoders",
  summary: "Codings with a spread, held near a normal distribution: then chance itself can be decoded.",
  text: [
    "The encoder gives a mean and a spread for each coding, and the coding is drawn from that normal distribution. A second loss pulls the distributions towards the standard normal one. So the codings fill a round cloud without holes, and whatever is drawn from the cloud decodes to something like the data.",
    "This makes it generative: it makes examples that there never were (Kingma and Welling, 2014).",
  ],
  steps: [
    {
      text: "Two codings can be looked at whole.",
      action: { label: "2 codings", settings: { codings: 2 }, tab: "codings" },
      observe:
        "choose the map of two codings: they gather around 0, hardly any beyond 4, as draws from a normal distribution would; a stacked one's lie anywhere. Click on an empty place to decode it.",
    },
    {
      text: "Ten codings paint better.",
      action: { label: "10 codings", settings: {}, tab: "codings" },
      observe: "move the sliders of single codings: some change the digit, some its slant or its stroke, some do nothing.",
    },
  ],
  settings: setting("variational"),
  tab: "codings",
};
