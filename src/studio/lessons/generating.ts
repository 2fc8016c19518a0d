import { type Lesson, setting } from "./lesson.ts";

export const generating: Lesson = {
  name: "generating",
  title: "Generating new garments",
  summary: "Decode random codings into new garments, and move from one garment to another through the codings.",
  text: [
    "Training pulled the codings towards a normal distribution, so you can draw random codings from that distribution and decode them into new garments. They are blurred: the loss is a mean over pixels, so the model paints grey where it isn't sure.",
    "If you move in a straight line from the codings of one garment to those of another, each point on the way decodes to something that looks like a garment. Mixing the pixels of the two pictures would only give a double exposure.",
  ],
  steps: [
    {
      text: "Generate some garments.",
      action: { label: "Show the codings", tab: "codings" },
      observe: 'press "Decode random codings". Each picture is a garment that isn\'t in the dataset.',
    },
    {
      text: "Compare with a stacked autoencoder, whose codings don't follow a known distribution.",
      action: {
        label: "Stacked autoencoder",
        settings: { ...setting("stacked", { data: "garments" }), codings: 10 },
        tab: "codings",
      },
      observe: "many random codings decode to something that is hardly a garment.",
    },
  ],
  settings: setting("variational", { data: "garments" }),
  tab: "codings",
};
