import { type Lesson, setting } from "./lesson.ts";

export const generating: Lesson = {
  name: "generating",
  title: "Generating new garments",
  summary: "Draw codings from the normal distribution, decode them; go from one garment to another through the codings.",
  text: [
    "Since training pulled the codings towards a normal distribution, drawing from it and decoding gives new garments. They are blurred: the loss is a mean over pixels, and whoever isn't sure paints grey.",
    "Between two examples' codings lie others: on the way from one to the other, one garment becomes the other by degrees that all look like garments. Between their pixels there are only double exposures.",
  ],
  steps: [
    {
      text: "Draw some.",
      action: { label: "Show the codings", tab: "codings" },
      observe: "press Draw codings at random: each is a garment that isn't in the data.",
    },
    {
      text: "Compare: a stacked autoencoder's codings have no distribution to draw from.",
      action: { label: "A stacked one", settings: { ...setting("stacked", { data: "garments" }), codings: 10 }, tab: "codings" },
      observe: "random codings decode to something between garments and nothing.",
    },
  ],
  settings: setting("variational", { data: "garments" }),
  tab: "codings",
};
