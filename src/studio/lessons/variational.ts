import { type Lesson, setting } from "./lesson.ts";

export const variational: Lesson = {
  name: "variational",
  title: "Variational autoencoders",
  summary: "The codings follow a normal distribution, so random codings can be decoded into new examples.",
  text: [
    "The encoder returns a mean and a standard deviation for each coding, and the coding is drawn from that normal distribution. A second loss pulls these distributions towards the standard normal distribution. So the codings fill a round cloud without holes, and a random point of the cloud decodes to something that resembles the data.",
    "So the variational autoencoder is a generative model: it can make new examples (Kingma and Welling, 2014).",
  ],
  steps: [
    {
      text: "With two codings you can see the whole coding space at once.",
      action: { label: "2 codings", settings: { codings: 2 }, tab: "codings" },
      observe:
        'choose "Two codings" as the map. The codings gather around 0 and hardly any are farther than 4 from it, as with a normal distribution. Those of a stacked autoencoder can lie anywhere. Click on an empty place to decode it.',
    },
    {
      text: "Ten codings give better reconstructions.",
      action: { label: "10 codings", settings: {}, tab: "codings" },
      observe:
        "move the sliders of single codings. Some change the digit, some its slant or the thickness of its lines, and some do nothing.",
    },
  ],
  settings: setting("variational"),
  tab: "codings",
};
